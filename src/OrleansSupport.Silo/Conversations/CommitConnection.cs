using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace OrleansSupport.Silo.Conversations;

/// <summary>
/// The connection of the group commits, which keeps their statements prepared: nothing has to be taken from a pool, parsed or looked up
/// between two commits. For one thread.
/// </summary>
internal sealed class CommitConnection(NpgsqlDataSource database) : IDisposable
{
    private readonly Dictionary<CommitSql.Parts, CommitStatement> _statements = [];
    private NpgsqlConnection? _connection;

    /// <summary>The statement for some parts, without values.</summary>
    /// <exception cref="NpgsqlException">The connection is gone, and there is no other.</exception>
    public CommitStatement Statement(CommitSql.Parts parts)
    {
        if (_connection is not { FullState: ConnectionState.Open })
        {
            Dispose();
            _connection = database.OpenConnection();
        }

        if (!_statements.TryGetValue(parts, out var statement))
        {
            _statements[parts] = statement = new CommitStatement(_connection, CommitSql.For(parts));
        }

        statement.Begin();
        return statement;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _connection?.Dispose();
        _connection = null;
    }
}

/// <summary>A statement that is prepared when it is first executed; every commit gives its parameters new values, always of the same types.</summary>
internal sealed class CommitStatement(NpgsqlConnection connection, string sql) : IDisposable
{
    private readonly NpgsqlCommand _command = new(sql, connection);
    private int _next;

    public void Begin() => _next = 0;

    /// <summary>The value of the next parameter.</summary>
    public void Add<T>(T value) => Next<T>(null).TypedValue = value;

    /// <summary>Texts, as the UTF-8 that they were made as.</summary>
    public void AddText(byte[][] values) => Next<byte[][]>(NpgsqlDbType.Array | NpgsqlDbType.Text).TypedValue = values;

    /// <exception cref="NpgsqlException">Nothing was written, unless the connection broke before the answer came.</exception>
    public void Execute()
    {
        if (!_command.IsPrepared)
        {
            _command.Prepare();
        }

        _command.ExecuteNonQuery();
    }

    public void Dispose() => _command.Dispose();

    private NpgsqlParameter<T> Next<T>(NpgsqlDbType? type)
    {
        if (_next == _command.Parameters.Count)
        {
            var parameter = new NpgsqlParameter<T>();
            if (type is { } named)
            {
                parameter.NpgsqlDbType = named;
            }

            _command.Parameters.Add(parameter);
        }

        return (NpgsqlParameter<T>)_command.Parameters[_next++];
    }
}
