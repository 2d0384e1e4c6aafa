using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;

namespace OrleansSupport.Host.Postgres;

/// <summary>Port and password of the embedded PostgreSQL, and as whom it ran last; kept in a file only the product's user can read.</summary>
internal sealed record Credentials(int Port, string Password, AccountKind Account)
{
    public const string User = "orleans_support";
    public const string Database = "orleans_support";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public static Credentials New(AccountKind account) => new(FreePort(), RandomNumberGenerator.GetHexString(40, lowercase: true), account);

    public static Credentials? Read(string file) => File.Exists(file) ? JsonSerializer.Deserialize<Credentials>(File.ReadAllBytes(file), Json) : null;

    public void Write(string file)
    {
        var written = file + ".new";
        File.Delete(written);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        using (var stream = new FileStream(written, options))
        {
            JsonSerializer.Serialize(stream, this, Json);
            stream.Flush(flushToDisk: true);
        }
        File.Move(written, file, overwrite: true);
    }

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = User,
        Password = Password,
        Database = database,

        // Nothing leaves the machine: no handshake to negotiate, no Kerberos library to look for.
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        ApplicationName = "OrleansSupport",
    }.ConnectionString;

    public Credentials WithUsablePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, Port));
            return this;
        }
        catch (SocketException)
        {
            return this with { Port = FreePort() };
        }
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    // A record prints its members; this one must not.
    public override string ToString() => $"port {Port}";
}
