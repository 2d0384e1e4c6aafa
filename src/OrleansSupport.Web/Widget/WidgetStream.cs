using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Contracts.Live;
using OrleansSupport.Web.Access;
using OrleansSupport.Web.Api;
using OrleansSupport.Web.Live;

namespace OrleansSupport.Web.Widget;

/// <summary>One line as the widget shows it.</summary>
/// <param name="Id">The browser's own id of a message that it sent.</param>
internal sealed record WidgetLine(long Sequence, MessageId Message, bool Inbound, string Text, string? Author, DateTimeOffset At, string? Id);

/// <summary>Where a browser stands in its transcript: sequences start anew with each conversation.</summary>
internal readonly record struct WidgetCursor(ConversationId? Conversation, long Sequence)
{
    public static WidgetCursor Parse(string? text) =>
        text?.Split(':') is [var conversation, var sequence]
        && ConversationId.TryParse(conversation, null, out var id)
        && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? new(id, at)
            : default;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Conversation}:{Sequence}");
}

/// <summary>
/// Server-sent events to a buyer's browser: first what it has missed, then what comes. Every push is a reading of the transcript
/// after the last line sent, so nothing is lost or doubled whatever happens to signals on the way.
/// </summary>
internal static class WidgetStream
{
    /// <summary>Short enough for proxies that end silent connections; each beat also looks whether a signal went missing.</summary>
    internal static readonly TimeSpan Beat = TimeSpan.FromSeconds(25);

    public static async Task Open(
        string store,
        HttpContext context,
        StoreCatalog catalog,
        IGrainFactory grains,
        LiveGateway gateway,
        TimeProvider time,
        NodeState node,
        string? after = null,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId = null)
    {
        if (await catalog.Widget(store) is not { } widget)
        {
            await Problems.NotFound().ExecuteAsync(context);
            return;
        }

        var visitor = VisitorHandler.Of(context.User);
        var customer = CustomerId.Of(store, widget.Id, visitor.Id);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, node.Leaving);
        using var signal = gateway.Signal(Topics.Customer(customer));
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        try
        {
            await Run(context.Response, visitor, grains.GetGrain<ICustomerGrain>(customer.Value), WidgetCursor.Parse(lastEventId ?? after), signal, time, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The buyer left, or this node stops; the browser comes back with its cursor.
        }
        catch (Exception failure) when (Unavailable.Says(failure) && context.Response.HasStarted)
        {
            // The customer's grain is moving: as good as a lost connection.
            context.Abort();
        }
    }

    private static async Task Run(
        HttpResponse response, Visitor visitor, ICustomerGrain customer, WidgetCursor cursor, LiveSignal signal, TimeProvider time, CancellationToken ending)
    {
        var announced = false;
        while (true)
        {
            var transcript = await customer.Transcript(cursor.Conversation, cursor.Sequence);
            foreach (var line in transcript.Lines)
            {
                var shown = new WidgetLine(
                    line.Sequence, line.Message, line.Inbound, line.Text, line.Author, line.At, ExternalId.Own(visitor, line.ExternalId));
                await Write(response, "line", new(transcript.Conversation, line.Sequence), JsonSerializer.Serialize(shown, WireJson.Options), ending);
            }

            var now = new WidgetCursor(transcript.Conversation, transcript.Sequence);
            if (!announced || (now != cursor && transcript.Conversation is not null))
            {
                // "ready" moves the cursor over what the buyer does not see, and says once that the history is complete.
                await Write(response, "ready", now, "{}", ending);
                announced = true;
            }

            cursor = now;
            await response.Body.FlushAsync(ending);
            if (!await Signalled(signal, time, ending))
            {
                await response.WriteAsync(":\n\n", ending);
            }
        }
    }

    private static async Task<bool> Signalled(LiveSignal signal, TimeProvider time, CancellationToken ending)
    {
        using var beat = new CancellationTokenSource(Beat, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(beat.Token, ending);
        try
        {
            await signal.Wait(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ending.IsCancellationRequested)
        {
            return false;
        }
    }

    private static Task Write(HttpResponse response, string name, WidgetCursor cursor, string data, CancellationToken ending) =>
        response.WriteAsync(
            cursor.Conversation is null ? $"event: {name}\ndata: {data}\n\n" : $"event: {name}\nid: {cursor}\ndata: {data}\n\n", ending);
}
