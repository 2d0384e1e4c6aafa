using System.Text;

namespace OrleansSupport.Silo.Conversations;

/// <summary>
/// The one statement of a group commit: summary rows, events, inbound keys, deadlines and outbox of many conversations.
/// Parts that a batch does not need are left out, because every part costs its start-up even when it writes nothing.
/// </summary>
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
    }

    private static readonly string[] Texts = new string[128];

    public static string For(Parts parts) => Texts[(int)parts] ??= Build(parts);

    private static string Build(Parts parts)
    {
        var inbound = parts.HasFlag(Parts.Inbound);
        var sql = new StringBuilder(2048);
        sql.Append("""
            WITH t AS (
              SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bytea[], $5::text[], $6::uuid[], $7::text[], $8::uuid[], $9::smallint[], $10::smallint[], $11::text[], $12::uuid[], $13::bigint[])
                AS x(id, expected, version, hash, store, customer, team, assignee, status, weight, summary, message, message_sequence)
            )
            """);
        if (inbound)
        {
            // Lateral with a limit cannot become a join over the whole table: a plan made while the table was new stays cached while it grows.
            sql.Append("""
                , dup AS (
                  SELECT t.id, m.conversation, m.sequence
                  FROM t CROSS JOIN LATERAL (SELECT i.conversation, i.sequence FROM inbound_message i WHERE i.message = t.message LIMIT 1) m
                )
                """);
        }

        var unlessDuplicate = inbound ? " AND NOT EXISTS (SELECT 1 FROM dup WHERE dup.id = t.id)" : "";
        var written = new List<string>();
        if (parts.HasFlag(Parts.New))
        {
            written.Add("SELECT id FROM n");
            sql.Append($"""
                , n AS (
                  INSERT INTO conversation (id, version, hash, store, customer, team, assignee, status, weight, summary)
                  SELECT id, version, hash, store, customer, team, assignee, status, weight, summary FROM t
                  WHERE expected = 0{unlessDuplicate}
                  ON CONFLICT (id) DO NOTHING RETURNING id
                )
                """);
        }

        if (parts.HasFlag(Parts.Existing))
        {
            written.Add("SELECT id FROM u");
            sql.Append($"""
                , u AS (
                  UPDATE conversation c SET version = t.version, hash = t.hash, team = t.team, assignee = t.assignee, status = t.status, weight = t.weight, summary = t.summary
                  FROM t WHERE c.id = t.id AND t.expected > 0 AND c.version = t.expected{unlessDuplicate}
                  RETURNING c.id
                )
                """);
        }

        sql.Append(", ok AS (").AppendJoin(" UNION ALL ", written).Append(')');
        sql.Append("""
            , e AS (
              INSERT INTO conversation_event (conversation, sequence, at, type, payload, hash)
              SELECT x.conversation, x.sequence, x.at, x.type, x.payload, x.hash
              FROM unnest($14::uuid[], $15::bigint[], $16::timestamptz[], $17::text[], $18::text[], $19::bytea[]) AS x(conversation, sequence, at, type, payload, hash)
              JOIN ok ON ok.id = x.conversation
            )
            """);
        if (inbound)
        {
            // No ON CONFLICT: a message that slipped in since the snapshot must fail the statement, else it would be logged twice.
            sql.Append("""
                , m AS (
                  INSERT INTO inbound_message (message, conversation, sequence)
                  SELECT t.message, t.id, t.message_sequence FROM t JOIN ok ON ok.id = t.id WHERE t.message IS NOT NULL
                )
                """);
        }

        var next = 20;
        if (parts.HasFlag(Parts.Due))
        {
            sql.Append($"""
                , d AS (
                  INSERT INTO deadline (conversation, due_at)
                  SELECT x.conversation, x.due_at FROM unnest(${next++}::uuid[], ${next++}::timestamptz[]) AS x(conversation, due_at) JOIN ok ON ok.id = x.conversation
                  ON CONFLICT (conversation) DO UPDATE SET due_at = excluded.due_at, lease_until = NULL
                )
                """);
        }

        if (parts.HasFlag(Parts.NotDue))
        {
            sql.Append($", f AS (DELETE FROM deadline USING ok WHERE deadline.conversation = ok.id AND deadline.conversation = ANY (${next++}::uuid[]))");
        }

        if (parts.HasFlag(Parts.Outbox))
        {
            sql.Append($"""
                , o AS (
                  INSERT INTO outbox (conversation, message, store, channel, identity, body, language, created_at, next_at)
                  SELECT x.conversation, x.message, x.store, x.channel, x.identity, x.body, x.language, x.at, x.at
                  FROM unnest(${next++}::uuid[], ${next++}::uuid[], ${next++}::text[], ${next++}::text[], ${next++}::text[], ${next++}::text[], ${next++}::text[], ${next++}::timestamptz[])
                    AS x(conversation, message, store, channel, identity, body, language, at)
                  JOIN ok ON ok.id = x.conversation
                )
                """);
        }

        if (parts.HasFlag(Parts.Answers))
        {
            sql.Append($"""
                , a AS (
                  INSERT INTO marketplace_answer (conversation, started_at, store, channel, rule, due_at, ended_at, state)
                  SELECT x.conversation, x.started_at, x.store, x.channel, x.rule, x.due_at, x.ended_at, x.state
                  FROM unnest(${next++}::uuid[], ${next++}::timestamptz[], ${next++}::text[], ${next++}::text[], ${next++}::text[], ${next++}::timestamptz[], ${next++}::timestamptz[], ${next++}::smallint[])
                    AS x(conversation, started_at, store, channel, rule, due_at, ended_at, state)
                  JOIN ok ON ok.id = x.conversation
                  ON CONFLICT (conversation, started_at) DO UPDATE SET rule = excluded.rule, due_at = excluded.due_at, ended_at = excluded.ended_at, state = excluded.state
                )
                """);
        }

        sql.Append(" SELECT id, NULL::uuid AS conversation, NULL::bigint AS sequence FROM ok");
        if (inbound)
        {
            sql.Append(" UNION ALL SELECT id, conversation, sequence FROM dup");
        }

        return sql.ToString();
    }
}
