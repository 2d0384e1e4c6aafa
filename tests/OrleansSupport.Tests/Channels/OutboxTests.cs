using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Silo.Channels;
using OrleansSupport.Tests.Cluster;
using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Channels;

public sealed class OutboxTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ShopEndpoint _endpoint = new();
    private SupportCluster _cluster = null!;
    private int _resets;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _endpoint.Start();
        _cluster = await SupportCluster.Start(
            postgres,
            settings: new() { ["Outbound:AllowPrivateNetworks"] = "true" },
            services: services => services.AddHttpClient(SignedSender.ClientName).AddHttpMessageHandler(() => new Wire(this)));
        await _cluster.AddStore(outboundUrl: _endpoint.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task A_reply_goes_out_once_signed_and_the_agent_sees_that_it_arrived()
    {
        var (conversation, reply) = await Answered();

        await UntilDelivery(conversation, d => d.State == DeliveryState.Delivered);

        var call = Assert.Single(_endpoint.Calls);
        Assert.Equal(reply.Message.ToString(), call.Id);
        var signed = HMACSHA256.HashData(new byte[32], (byte[])[.. Encoding.UTF8.GetBytes($"{call.Id}.{call.Timestamp}."), .. call.Body]);
        Assert.Equal("v1," + Convert.ToBase64String(signed), call.Signature);
        using var json = JsonDocument.Parse(call.Body);
        Assert.Equal("On its way.", json.RootElement.GetProperty("data").GetProperty("text").GetString());
        Assert.Equal("ana", json.RootElement.GetProperty("data").GetProperty("identity").GetString());
    }

    [Fact]
    public async Task A_connection_that_is_reset_as_soon_as_it_is_accepted_is_seen_and_tried_again()
    {
        _resets = 1;
        var (conversation, _) = await Answered();

        await UntilDelivery(conversation, d => d is { State: DeliveryState.Retrying, Reason: "ConnectionError" });
        await UntilDelivery(conversation, d => d is { State: DeliveryState.Delivered, Attempt: 2 });

        Assert.Single(_endpoint.Calls);
    }

    [Fact]
    public async Task What_the_other_side_refuses_is_sent_again_later_under_the_same_id()
    {
        _endpoint.Answers.Enqueue(503);
        var (conversation, _) = await Answered();
        await UntilDelivery(conversation, d => d is { State: DeliveryState.Retrying, Reason: "http_503" });

        await UntilDelivery(conversation, d => d is { State: DeliveryState.Delivered, Attempt: 2 });

        Assert.Equal(2, _endpoint.Calls.Count);
        Assert.Single(_endpoint.Calls.Select(c => c.Id).Distinct());
    }

    [Fact]
    public async Task An_endpoint_that_is_gone_makes_a_dead_letter_that_can_be_replayed()
    {
        _endpoint.Answers.Enqueue(410);
        var (conversation, reply) = await Answered();
        await UntilDelivery(conversation, d => d.State == DeliveryState.Failed);
        var queries = _cluster.Grains.GetGrain<IConversationQueries>(0);
        IReadOnlyList<DeadLetter> letters;
        do
        {
            letters = await queries.DeadLetters([SupportCluster.Store], 10);
        }
        while (letters.Count == 0);
        Assert.Equal((reply.Message, "http_410"), (letters[0].Message, letters[0].Reason));

        Assert.True((await queries.Replay(conversation, reply.Message)).Ok);

        await UntilDelivery(conversation, d => d.State == DeliveryState.Delivered);
    }

    [Fact]
    public async Task A_node_that_stops_gives_back_what_it_could_not_send_in_time()
    {
        var held = new TaskCompletionSource();
        _endpoint.Held = held.Task;
        await Answered();
        await _endpoint.Called.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal((1, true), await Leased());

        await _cluster.Services.GetRequiredService<OutboxDispatcher>().StopAsync(Cancellation);

        Assert.Equal((0, false), await Leased());
        held.SetResult();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::ffff:192.168.0.1")]
    [InlineData("fd00::1")]
    public void Private_addresses_are_guarded(string address) => Assert.True(AddressGuard.IsPrivate(IPAddress.Parse(address)));

    [Fact]
    public void Public_addresses_are_not_guarded() => Assert.False(AddressGuard.IsPrivate(IPAddress.Parse("93.184.216.34")));

    /// <summary>How often the one reply was tried, and whether others must wait for whoever tries it.</summary>
    private async Task<(int Attempts, bool Leased)> Leased()
    {
        await using var command = _cluster.Database.CreateCommand("SELECT attempts, next_at > $1 FROM outbox");
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = _cluster.Time.GetUtcNow().UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        Assert.True(await reader.ReadAsync(Cancellation));
        return (reader.GetInt32(0), reader.GetBoolean(1));
    }

    private Task UntilDelivery(ConversationId conversation, Func<DeliveryChanged, bool> match) =>
        _cluster.AdvanceUntil(_cluster.Live.Event(conversation, match, Cancellation));

    private async Task<(ConversationId Conversation, WriteReply Reply)> Answered()
    {
        var agent = await _cluster.AddAgent("mia");
        var answer = await _cluster.Write("ana", "Where is my parcel?", channel: "erp");
        await _cluster.Live.Row(answer.Conversation, r => r.Assignee == agent, Cancellation);
        var reply = _cluster.Reply(agent, "On its way.");
        Assert.True((await _cluster.Conversation(answer.Conversation).Reply(reply)).Ok);
        return (answer.Conversation, reply);
    }

    /// <summary>Fails as the client does when a connection is reset before it was asked who the other side is.</summary>
    private sealed class Wire(OutboxTests test) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Interlocked.Decrement(ref test._resets) >= 0 ? throw new SocketException((int)SocketError.NotConnected) : base.SendAsync(request, cancellationToken);
    }
}
