using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Silo.Conversations;

namespace OrleansSupport.Silo.Languages;

/// <param name="Text">Null when it has to be read from the log.</param>
internal sealed record TranslationJob(Guid Conversation, MessageId Message, long Sequence, string? Text, string Source, string Target)
{
    /// <summary>What it was asked in the course of, for traces.</summary>
    public ActivityContext Asked { get; } = Activity.Current?.Context ?? default;
}

/// <summary>
/// Translation beside the flow: grains ask and go on, a few workers ask the providers and bring the answers back as events.
/// A job lost with its node is asked for again by its conversation's deadline.
/// </summary>
internal sealed partial class TranslationPump(
    ITranslationRouter router, ConversationReader reader, IGrainFactory grains, ILogger<TranslationPump> logger) : BackgroundService
{
    private const int Workers = 8;

    private readonly Channel<TranslationJob> _jobs = Channel.CreateUnbounded<TranslationJob>();

    /// <summary>Jobs that wait for a worker.</summary>
    public int Backlog => _jobs.Reader.Count;

    public void Ask(TranslationJob job) => _jobs.Writer.TryWrite(job);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(() => Work(stoppingToken), stoppingToken)));

    private async Task Work(CancellationToken stopping)
    {
        await foreach (var job in _jobs.Reader.ReadAllAsync(stopping))
        {
            try
            {
                await Translate(job, stopping);
            }
            catch (Exception error) when (!stopping.IsCancellationRequested)
            {
                LogFailed(new ConversationId(job.Conversation), error.GetType().Name);
            }
        }
    }

    private async Task Translate(TranslationJob job, CancellationToken stopping)
    {
        var text = job.Text ?? await reader.Event(job.Conversation, job.Sequence) switch
        {
            MessageReceived e => e.Text,
            ReplyWritten e => e.Text,
            NoteAdded e => e.Text,
            _ => null,
        };
        if (text is null)
        {
            return;
        }

        using var span = SiloTelemetry.Spans.StartActivity("translate", ActivityKind.Internal, job.Asked);
        span?.SetTag("support.conversation", new ConversationId(job.Conversation).ToString()).SetTag("support.languages", job.Source + " " + job.Target);
        var begun = Stopwatch.GetTimestamp();
        TranslationChanged answer = await router.Translate(new TranslationRequest(text, job.Source, job.Target), stopping) switch
        {
            TranslationResult.Done done => new(job.Message, job.Target, TranslationState.Done, done.Text, done.Provider, null),
            TranslationResult.Failed { Kind: TranslationFailure.Unsupported } no => new(job.Message, job.Target, TranslationState.Unavailable, null, no.Provider, null),
            TranslationResult.Failed failed => new(job.Message, job.Target, TranslationState.Failed, null, failed.Provider, failed.Kind.ToString()),
            var other => throw new InvalidOperationException($"A translation result of type {other.GetType().Name}."),
        };
        span?.SetTag("support.outcome", answer.State.ToString());
        SiloTelemetry.TranslationDuration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, new KeyValuePair<string, object?>("outcome", answer.State.ToString()));
        await grains.GetGrain<IConversationGrain>(job.Conversation).Translated(answer);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A translation for conversation {Conversation} could not be brought back ({Error}); its deadline asks again")]
    private partial void LogFailed(ConversationId conversation, string error);
}
