using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Agents;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Live;
using OrleansSupport.Tests.Web.Support;
using OrleansSupport.Web.Console;

namespace OrleansSupport.Tests.Web;

public sealed class LiveTests(WebFixture web) : IClassFixture<WebFixture>
{
    private ILiveSink Sink => web.Services.GetRequiredService<ILiveSink>();

    [Fact]
    public async Task Rows_go_to_consoles_of_the_store_and_of_every_store()
    {
        await using var mia = await Console(FakeWorld.Mia);
        await using var root = await Console(FakeWorld.Root);
        var mine = Await<ConversationRow>(mia, "Row");
        var all = Await<ConversationRow>(root, "Row");

        Sink.Deliver(new LiveMessage(Topics.Store("other"), web.World.Conversation(web.World.Other.Conversation).Row));
        Sink.Deliver(new LiveMessage(Topics.Store("lumen"), web.World.Conversation(web.World.Lumen.Conversation).Row));

        Assert.Equal("other", (await all()).Store);
        Assert.Equal("lumen", (await all()).Store);
        Assert.Equal("lumen", (await mine()).Store);
    }

    [Fact]
    public async Task Nothing_of_the_handshake_stays_with_a_connected_console()
    {
        await using var mia = await Console(FakeWorld.Mia);
        var context = web.Services.GetRequiredService<ConsoleConnections>().All.Single(c => c.Context.ConnectionId == mia.ConnectionId).Context;
        var request = context.GetHttpContext()!;
        Assert.Equal(0, request.Request.Headers.Cookie.Count);
        Assert.Empty(request.Request.Cookies);
        Assert.Empty(request.User.Claims);
        Assert.NotEmpty(context.User!.Claims);
    }

    [Fact]
    public async Task Events_come_in_order_from_opening_until_closing()
    {
        var conversation = web.World.Open("lumen", "shop", web.World.Lumen.Customer);
        await using var mia = await Console(FakeWorld.Mia);
        var next = Await<ConversationEvents>(mia, "Events");
        var topic = Topics.Conversation(conversation);
        Assert.False(Sink.Watches(topic));
        var detail = await mia.InvokeAsync<ConversationDetail?>("Open", conversation, 0L, TestContext.Current.CancellationToken);
        Assert.Equal(conversation, detail!.Conversation.Row.Id);
        Assert.True(Sink.Watches(topic));
        for (var i = 1; i <= 200; i++)
        {
            Sink.Deliver(new LiveMessage(topic, Events: [Event(i)]));
        }

        for (var i = 1; i <= 200; i++)
        {
            var pushed = await next();
            Assert.Equal((conversation, (long)i), (pushed.Conversation, Assert.Single(pushed.Events).Sequence));
        }

        await mia.InvokeAsync("Close", conversation, TestContext.Current.CancellationToken);
        Assert.False(Sink.Watches(topic));
    }

    [Fact]
    public async Task What_a_person_does_is_a_sign_of_life_and_what_the_console_does_by_itself_is_none()
    {
        await using var mia = await Console(FakeWorld.Mia);
        var agent = web.World.Agent(FakeWorld.Mia);
        var before = agent.SignsOfLife;
        await mia.InvokeAsync<ConsoleSnapshot>("Hello", TestContext.Current.CancellationToken);
        await mia.InvokeAsync<ConversationPage>("List", InboxView.Open, null, TestContext.Current.CancellationToken);
        Assert.Equal(before, agent.SignsOfLife);

        await mia.InvokeAsync("Active", TestContext.Current.CancellationToken);
        await mia.InvokeAsync<Outcome>("SetStatus", web.World.Other.Conversation, ConversationStatus.Open, TestContext.Current.CancellationToken);

        Assert.Equal(before + 1, agent.SignsOfLife); // told once in a while, not with each call
    }

    [Fact]
    public async Task An_open_console_is_spoken_of_again_and_again()
    {
        await using var zoe = await Console(FakeWorld.Zoe);
        web.Time.Advance(IAgentGrain.ConnectionLease / 3);

        var renewed = await web.World.Agent(FakeWorld.Zoe).Renewed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Contains(renewed, web.World.Agent(FakeWorld.Zoe).Connections.Keys);
    }

    [Fact]
    public async Task Consoles_are_told_when_they_may_have_missed_something()
    {
        await using var mia = await Console(FakeWorld.Mia);
        var behind = new TaskCompletionSource();
        mia.On("Behind", behind.SetResult);

        Sink.Behind();

        await behind.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_teams_queue_is_cut_to_the_stores_of_who_sees_it()
    {
        await using var mia = await Console(FakeWorld.Mia);
        await using var root = await Console(FakeWorld.Root);
        var mine = Await<QueueView>(mia, "Queue");
        var all = Await<QueueView>(root, "Queue");
        QueueLine[] lines = [Line("lumen"), Line("other")];
        Sink.Deliver(new LiveMessage(Topics.Team("lumen-team"), Queue: new QueueView("lumen-team", lines, 2, 1)));
        Assert.Equal("lumen", Assert.Single((await mine()).Waiting).Store);
        Assert.Equal(2, (await all()).Waiting.Count);
    }

    [Fact]
    public async Task An_agent_is_told_of_the_first_connection_and_of_its_end_and_watches_nothing_then()
    {
        var ada = await Console(FakeWorld.Ada);
        var connection = Assert.Single(web.World.Agent(FakeWorld.Ada).Connections);
        var conversation = web.World.Open("lumen", "shop", web.World.Lumen.Customer);
        var topic = Topics.Conversation(conversation);
        await ada.InvokeAsync<ConversationDetail?>("Open", conversation, 0L, TestContext.Current.CancellationToken);
        Assert.True(Sink.Watches(topic));
        Assert.True(connection.Value);
        await ada.DisposeAsync();
        await web.World.Agent(FakeWorld.Ada).Ended.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.False(web.World.Agent(FakeWorld.Ada).Connections[connection.Key]);
        Assert.False(Sink.Watches(topic));
    }

    [Fact]
    public async Task Input_of_the_hub_is_checked_and_failures_are_codes()
    {
        await using var mia = await Console(FakeWorld.Mia);
        var conversation = web.World.Lumen.Conversation;
        var draft = new ReplyDraft(conversation, new MessageId(Guid.NewGuid()), new string('x', 100_001), 0, false);
        Assert.Equal("text_too_long", (await mia.InvokeAsync<Outcome>("Reply", draft, TestContext.Current.CancellationToken)).Refused);
        Assert.Equal("empty_text", (await mia.InvokeAsync<Outcome>("Reply", draft with { Text = "  " }, TestContext.Current.CancellationToken)).Refused);
        var invalid = await Assert.ThrowsAsync<Microsoft.AspNetCore.SignalR.HubException>(() =>
            mia.InvokeAsync<Outcome>("SetStatus", conversation, 99, TestContext.Current.CancellationToken));
        Assert.Contains("invalid", invalid.Message, StringComparison.Ordinal);
        var preview = await mia.InvokeAsync<OrleansSupport.Contracts.Languages.TranslationPreview>("Preview", conversation, "Hello", TestContext.Current.CancellationToken);
        Assert.Equal("en>es:Hello", preview.Text);
    }

    private static QueueLine Line(string store) => new(new ConversationId(Guid.NewGuid()), store, "es", TimeProvider.System.GetUtcNow(), null, null);

    private LoggedEvent Event(long sequence) => new(sequence, web.Time.GetUtcNow(), new NoteAdded(new MessageId(Guid.NewGuid()), default, "Mia", "n"));

    private async Task<HubConnection> Console(string email)
    {
        using var browser = await web.SignedIn(email);
        var hub = web.Hub(browser);
        await hub.StartAsync(TestContext.Current.CancellationToken);

        // The first answer comes after joining: from here on nothing is missed.
        await hub.InvokeAsync<ConsoleSnapshot>("Hello", TestContext.Current.CancellationToken);
        return hub;
    }

    private static Func<Task<T>> Await<T>(HubConnection hub, string method)
    {
        var arrived = System.Threading.Channels.Channel.CreateUnbounded<T>();
        hub.On<T>(method, value => arrived.Writer.TryWrite(value));
        return async () => await arrived.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }
}
