using System.Globalization;
using System.Text;

namespace OrleansSupport.Silo.Conversations;

/// <summary>
/// The one statement of a group commit: events, summary rows, inbound keys, deadlines and outbox of many conversations.
/// Parts that a batch does not need are left out, because every part costs its start-up even when it writes nothing.
/// </summary>
/// <remarks>
/// The statement is optimistic: nothing is looked up or joined. An old version meets an event's key or finds no summary row to
/// change, a repeated message meets an inbound key, a place that is reserved no longer finds no fence: each fails the whole statement,
/// after which <see cref="ConversationLog"/> asks who was to blame.
/// </remarks>
internal static class CommitSql
{
    [Flags]
    public enum Parts
    {
        None = 0,
        New = 1,
        Existing = 2,
        Inbound = 4,
        Due = 8,
        NotDue = 16,
        Outbox = 32,
        Answers = 64,
        Fences = 128,

        /// <summary>Some of <see cref="Existing"/> moved in the lists: team, assignee, status and weight are written for all of them.</summary>
        Moved = 256,
    }

    private static readonly string[] Texts = new string[512];

    /// <summary>The statement for some parts; its parameters are the columns of each part, in the order of <see cref="Parts"/> after those of the events; what moved stands behind what exists.</summary>
    public static string For(Parts parts) => Texts[(int)parts] ??= Build(parts);

    private static string Build(Parts parts)
    {
        var sql = new StringBuilder(2048);
        var next = 1;
        sql.Append(CultureInfo.InvariantCulture, $"""
            WITH e AS (
              INSERT INTO conversation_event (conversation, sequence, at, type, payload, hash)
              SELECT {Columns("uuid", "bigint", "timestamptz", "text", "text", "bytea")}
            )
            """);
        if (parts.HasFlag(Parts.New))
        {
            sql.Append(CultureInfo.InvariantCulture, $"""
                , n AS (
                  INSERT INTO conversation (id, version, hash, summary, store, customer, team, assignee, status, weight)
                  SELECT {Columns("uuid", "bigint", "bytea", "text", "text", "uuid", "text", "uuid", "smallint", "smallint")}
                )
                """);
        }

        if (parts.HasFlag(Parts.Existing))
        {
            var (set, names, columns) = parts.HasFlag(Parts.Moved)
                ? (", team = t.team, assignee = t.assignee, status = t.status, weight = t.weight", ", team, assignee, status, weight",
                    Columns("uuid", "bigint", "bytea", "text", "bigint", "text", "uuid", "smallint", "smallint"))
                : ("", "", Columns("uuid", "bigint", "bytea", "text", "bigint"));
            sql.Append(CultureInfo.InvariantCulture, $"""
                , u AS (
                  UPDATE conversation c SET version = t.version, hash = t.hash, summary = t.summary{set}
                  FROM (SELECT {columns}) AS t(id, version, hash, summary, expected{names})
                  WHERE c.id = t.id AND c.version = t.expected RETURNING 1
                )
                """);
        }

        if (parts.HasFlag(Parts.Inbound))
        {
            sql.Append(CultureInfo.InvariantCulture, $"""
                , m AS (INSERT INTO inbound_message (message, conversation, sequence) SELECT {Columns("uuid", "uuid", "bigint")})
                """);
        }

        if (parts.HasFlag(Parts.Due))
        {
            sql.Append(CultureInfo.InvariantCulture, $"""
                , d AS (
                  INSERT INTO deadline (conversation, due_at) SELECT {Columns("uuid", "timestamptz")}
                  ON CONFLICT (conversation) DO UPDATE SET due_at = excluded.due_at, lease_until = NULL
                )
                """);
        }

        if (parts.HasFlag(Parts.NotDue))
        {
            sql.Append(CultureInfo.InvariantCulture, $", f AS (DELETE FROM deadline WHERE conversation = ANY (${next++}::uuid[]))");
        }

        if (parts.HasFlag(Parts.Outbox))
        {
            sql.Append(CultureInfo.InvariantCulture, $"""
                , o AS (
                  INSERT INTO outbox (conversation, message, store, channel, identity, body, language, created_at, next_at)
                  SELECT *, x.at FROM (SELECT {Columns("uuid", "uuid", "text", "text", "text", "text", "text", "timestamptz")})
                    AS x(conversation, message, store, channel, identity, body, language, at)
                )
                """);
        }

        if (parts.HasFlag(Parts.Answers))
        {
            sql.Append(CultureInfo.InvariantCulture, $"""
                , a AS (
                  INSERT INTO marketplace_answer (conversation, started_at, store, channel, rule, due_at, ended_at, state)
                  SELECT {Columns("uuid", "timestamptz", "text", "text", "text", "timestamptz", "timestamptz", "smallint")}
                  ON CONFLICT (conversation, started_at) DO UPDATE SET rule = excluded.rule, due_at = excluded.due_at, ended_at = excluded.ended_at, state = excluded.state
                )
                """);
        }

        if (parts.HasFlag(Parts.Fences))
        {
            // The lock holds off whoever raises the epoch until this has committed: the count that follows sees it.
            sql.Append(CultureInfo.InvariantCulture, $"""
                , h AS (
                  SELECT 1 FROM (SELECT {Columns("uuid", "bigint")}) AS x(agent, epoch) JOIN agent_fence f ON f.agent = x.agent AND f.epoch = x.epoch FOR SHARE OF f
                )
                """);
        }

        // A division by zero is plain SQL's way to fail: fewer rows were changed or held than given, so somebody stood on an old version or epoch.
        sql.Append(CultureInfo.InvariantCulture, $" SELECT 1{All("u", Parts.Existing)}{All("h", Parts.Fences)}");
        return sql.ToString();

        string All(string rows, Parts part) => parts.HasFlag(part) ? string.Create(CultureInfo.InvariantCulture, $" / ((SELECT count(*) FROM {rows}) = ${next++})::int") : "";

        // In the select list the arrays are walked side by side; in FROM each would be copied into a table of its own first (a tenth of the statement).
        string Columns(params ReadOnlySpan<string> types)
        {
            var columns = new StringBuilder();
            foreach (var type in types)
            {
                columns.Append(CultureInfo.InvariantCulture, $"{(columns.Length > 0 ? ", " : "")}unnest(${next++}::{type}[])");
            }

            return columns.ToString();
        }
    }
}
