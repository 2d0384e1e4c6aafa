using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using Orleans.Serialization;
using Orleans.Storage;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Contracts.Sla;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Silo.Agents;
using OrleansSupport.Silo.Assignment;
using OrleansSupport.Silo.Conversations;
using OrleansSupport.Silo.Customers;
using OrleansSupport.Silo.Languages;
using OrleansSupport.Silo.Sla;
using OrleansSupport.Silo.Storage;

namespace OrleansSupport.Bench;

/// <summary>
/// Fills a database with conversations as the product would have written them: its own rules decide, its own chain links, its own
/// rows are made; only the grains and the group commit are left out, and COPY takes their place.
/// </summary>
/// <remarks>
/// Of ten open conversations one waits in the queue, for an expert whom the team does not have; one of seven, but never more than its agents can
/// carry, is an agent's to answer; the others wait on the buyer. A fifth as many again are resolved. They are as old as three days, and mixed.
/// The first agent has a quarter of all, so that a page of theirs is full in every size; the oldest few belong to a small store of its own.
/// </remarks>
internal sealed class ScaleFill(NpgsqlDataSource database, IReadOnlyList<AgentProfile> agents)
{
    /// <summary>The small store, with a team and an agent of its own.</summary>
    public const string Corner = "corner";

    /// <summary>What waits for its agent never takes the agents' capacity up: they have work to take in every size.</summary>
    private const int MostHeld = 2_000;
    private const int InCorner = 30;
    private const int Batch = 10_000;
    private static readonly TimeSpan Span = TimeSpan.FromDays(3);
    private static readonly Detection English = new("en", 0.98, true);

    private readonly DateTimeOffset _now = EventChain.Micros(TimeProvider.System.GetUtcNow());
    private readonly OrleansGrainStorageSerializer _serializer = new(new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>());
    private StoreTerms _terms = null!;
    private Decision[] _decisions = [];

    private enum Kind
    {
        Waiting,
        Held,
        Queued,
        Resolved,
    }

    /// <summary>How many conversations stand in the database; a message of each store must be there, for its promises.</summary>
    public async Task<int> Fill(int open, Action<string> progress)
    {
        _terms = await Terms();
        _decisions = [.. agents.Select((_, i) => Decide(i))];
        var all = open + (open / 5);
        for (var from = 0; from < all; from += Batch)
        {
            var filled = new Filled[Math.Min(Batch, all - from)];
            Parallel.For(0, filled.Length, i => filled[i] = Make(from + i, open, all));
            await Copy(filled);
            if ((from / Batch) % 20 == 19)
            {
                progress($"{from + filled.Length} conversations of {all}");
            }
        }

        await Execute("VACUUM (ANALYZE)");
        await Execute("CHECKPOINT");
        return all;
    }

    private async Task<StoreTerms> Terms()
    {
        await using var command = database.CreateCommand("SELECT key, terms FROM sla_terms WHERE key = (SELECT payload::json ->> 'terms' FROM conversation_event WHERE type = 'opened' LIMIT 1)");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var channel = new ChannelSettings(Generator.Channel, ChannelKind.Signed, Weight: 1);
        return new StoreTerms("en", Generator.Store, reader.GetString(0), SupportJson.ReadTerms(reader.GetString(1)), ImmutableDictionary<string, ChannelSettings>.Empty.Add(channel.Id, channel));
    }

    /// <summary>A decision for one of the agents, with all that the log keeps of it.</summary>
    private Decision Decide(int chosen)
    {
        var dispatcher = new Dispatcher(TeamRules.Default);
        for (var i = 0; i < agents.Count; i++)
        {
            dispatcher.Seat(AgentSeat.Of(agents[i], Presence.Online, inShift: true, load: i == chosen ? 0 : 100, _now));
        }

        dispatcher.Put(new WaitingConversation(ConversationId.New(_now), Generator.Store, "en", default, 1, Priority.Normal, CustomerTier.Standard, null, _now, null, default), _now);
        return dispatcher.Assign(_now)[0].Why;
    }

    private Filled Make(int number, int open, int all)
    {
        var corner = number < InCorner;
        var which = number - (number / 6);
        var kind = number % 6 == 5 ? Kind.Resolved
            : which % 10 == 0 ? Kind.Queued
            : which % Math.Max(7, open / MostHeld) == 3 ? Kind.Held
            : Kind.Waiting;
        var at = EventChain.Micros(_now - Span + (number / (double)all * (Span - TimeSpan.FromMinutes(10))));
        var store = corner ? Corner : Generator.Store;
        var around = new Surroundings(at, _terms with { Team = store }, (_, _) => false);
        var chosen = number % 4 == 0 ? 0 : number % agents.Count;
        var agent = agents[chosen].ToRef();
        var identity = Generator.Buyer(number);
        var customer = CustomerId.Of(store, Generator.Channel, identity);
        var external = $"fill-{number}";
        var text = Words.Of(number);
        var state = new ConversationState(ConversationId.New(at).Value);
        var stored = new List<StoredEvent>();
        Then(ConversationRules.Receive(
            state, new ReceiveMessage(store, Generator.Channel, external, customer, $"Buyer {number}", identity, text, null, null, CustomerTier.Standard, null), English, "new", around));
        if (kind == Kind.Queued)
        {
            Then([new Queued(store, Queued.Experts, null, agent.Id)]);
        }
        else
        {
            around = around with { Now = at.AddSeconds(2) };
            Then(ConversationRules.Assign(state, agent, null, _decisions[chosen] with { Conversation = new ConversationId(state.Id), At = around.Now }, around));
        }

        if (kind is Kind.Waiting or Kind.Resolved)
        {
            around = around with { Now = at.AddMinutes(5) };
            Then(ConversationRules.Reply(
                state, new WriteReply(new MessageId(Guid.CreateVersion7(around.Now)), agent, "Thank you for writing. It left our warehouse today, and here is how to follow it."), "en", around));
        }

        if (kind == Kind.Resolved)
        {
            Then(ConversationRules.SetStatus(state, ConversationStatus.Resolved, agent.Id, queue: false));
        }

        var profile = new CustomerState
        {
            Store = store,
            Name = $"Buyer {number}",
            Language = "en",
            Identities = [new ChannelIdentity(Generator.Channel, identity)],
            Conversation = new ConversationId(state.Id),
            CreatedAt = at,
        };
        return new Filled(
            state, stored, ConversationDue.Next(state, at, TimeSpan.FromSeconds(30)), MessageId.Of(store, Generator.Channel, external),
            customer, _serializer.Serialize(profile).ToArray());

        void Then(List<ConversationEvent> events)
        {
            foreach (var what in events)
            {
                stored.Add(EventChain.Link(state.Hash, state.Version + 1, around.Now, what));
                state = state.Apply(stored[^1], what, _terms.Book);
            }
        }
    }

    private async Task Copy(Filled[] filled)
    {
        await using var connection = await database.OpenConnectionAsync();
        await Write("conversation (id, version, hash, store, customer, team, assignee, status, weight, summary)", filled, (row, f) =>
        {
            var summary = ConversationRows.Row(f.State);
            row.Write(f.State.Id, NpgsqlDbType.Uuid);
            row.Write(f.State.Version, NpgsqlDbType.Bigint);
            row.Write(f.State.Hash, NpgsqlDbType.Bytea);
            row.Write(f.State.Store, NpgsqlDbType.Text);
            row.Write(f.State.Customer.Value, NpgsqlDbType.Uuid);
            row.Write(f.State.Team, NpgsqlDbType.Text);
            if (f.State.Assignee is { } assignee)
            {
                row.Write(assignee.Id.Value, NpgsqlDbType.Uuid);
            }
            else
            {
                row.WriteNull();
            }

            row.Write((short)f.State.Status, NpgsqlDbType.Smallint);
            row.Write((short)1, NpgsqlDbType.Smallint);
            row.Write(System.Text.Encoding.UTF8.GetString(SupportJson.Write(summary)), NpgsqlDbType.Text);
        });
        await Write("conversation_event (conversation, sequence, at, type, payload, hash)", filled.SelectMany(f => f.Events.Select(e => (f.State.Id, Event: e))), (row, e) =>
        {
            row.Write(e.Id, NpgsqlDbType.Uuid);
            row.Write(e.Event.Sequence, NpgsqlDbType.Bigint);
            row.Write(e.Event.At.UtcDateTime, NpgsqlDbType.TimestampTz);
            row.Write(e.Event.Type, NpgsqlDbType.Text);
            row.Write(System.Text.Encoding.UTF8.GetString(e.Event.Payload), NpgsqlDbType.Text);
            row.Write(e.Event.Hash, NpgsqlDbType.Bytea);
        });
        await Write("inbound_message (message, conversation, sequence)", filled, (row, f) =>
        {
            row.Write(f.Inbound.Value, NpgsqlDbType.Uuid);
            row.Write(f.State.Id, NpgsqlDbType.Uuid);
            row.Write(f.State.LastInbound, NpgsqlDbType.Bigint);
        });
        await Write("deadline (conversation, due_at)", filled.Where(f => f.Due is not null), (row, f) =>
        {
            row.Write(f.State.Id, NpgsqlDbType.Uuid);
            row.Write(f.Due!.Value.UtcDateTime, NpgsqlDbType.TimestampTz);
        });
        await Write("orleans_grain_state (service_id, state_name, key_n0, key_n1, key_text, version, modified_at, payload)", filled, (row, f) =>
        {
            // As the ADO.NET provider splits a key that is a Guid.
            var key = f.Customer.Value.ToByteArray();
            row.Write("orleans-support", NpgsqlDbType.Text);
            row.Write("customer", NpgsqlDbType.Text);
            row.Write(BitConverter.ToInt64(key, 0), NpgsqlDbType.Bigint);
            row.Write(BitConverter.ToInt64(key, 8), NpgsqlDbType.Bigint);
            row.Write("", NpgsqlDbType.Text);
            row.Write(2, NpgsqlDbType.Integer);
            row.Write(f.State.CreatedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
            row.Write(f.Profile, NpgsqlDbType.Bytea);
        });

        async Task Write<T>(string table, IEnumerable<T> rows, Action<NpgsqlBinaryImporter, T> write)
        {
            await using var importer = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT binary)");
            foreach (var row in rows)
            {
                await importer.StartRowAsync();
                write(importer, row);
            }

            await importer.CompleteAsync();
        }
    }

    private async Task Execute(string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Filled(ConversationState State, List<StoredEvent> Events, DateTimeOffset? Due, MessageId Inbound, CustomerId Customer, byte[] Profile);
}
