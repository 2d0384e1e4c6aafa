using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Silo.Conversations;

namespace OrleansSupport.Silo.Languages;

/// <param name="Text">Null when it has to be read from the log.</param>
/// <param name="ForBuyer">The words will be the buyer's: their culture's tone applies.</param>
/// <param name="Again">It failed before and the log says so: only a success is news.</param>
internal sealed record TranslationJob(
    Guid Conversation, MessageId Message, long Sequence, string? Text, string Source, string Target, string Store, CustomerId Customer, string CustomerName,
    string? Country, IReadOnlyList<string> Agents, bool ForBuyer, bool Again = false)
{
    /// <summary>What it was asked in the course of, for traces.</summary>
    public ActivityContext Asked { get; } = Activity.Current?.Context ?? default;
}

/// <summary>
/// Translation beside the flow: grains ask and go on, the router is asked and its answers are brought back as events. A job lost with its
/// node is asked for again by its conversation's deadline; one that failed for a reason that passes goes to the <see cref="TranslationBacklog"/>.
/// </summary>
internal sealed partial class TranslationPump(
    ITranslationRouter router, ConversationReader reader, StoreLanguageCache stores, People people, ILanguageDetector detector, TranslationBacklog backlog,
    IGrainFactory grains, TimeProvider time, ILogger<TranslationPump> logger) : BackgroundService
{
    /// <summary>Texts on their way at once; providers get them in far fewer calls.</summary>
    private const int AtOnce = 64;

    private readonly Channel<TranslationJob> _jobs = Channel.CreateUnbounded<TranslationJob>();

    /// <summary>Jobs that wait for a worker.</summary>
    public int Backlog => _jobs.Reader.Count;

    public void Ask(TranslationJob job) => _jobs.Writer.TryWrite(job);

    /// <summary>Remembers what an agent wrote in place of a provider.</summary>
    public void Learn(TranslationJob job, string written, string agent) => _ = Safely(job, async () =>
    {
        if (await Text(job) is { } text)
        {
            await router.Learn(await Request(job, text), written, agent, CancellationToken.None);
        }
    });

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        _jobs.Reader.ReadAllAsync(stoppingToken), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
        async (job, ct) => await Safely(job, () => Translate(job, ct)));

    private async Task Safely(TranslationJob job, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception error)
        {
            LogFailed(new ConversationId(job.Conversation), error.GetType().Name);
        }
    }

    private async Task Translate(TranslationJob job, CancellationToken stopping)
    {
        if (await Text(job) is not { } text)
        {
            return;
        }

        using var span = SiloTelemetry.Spans.StartActivity("translate", ActivityKind.Internal, job.Asked);
        span?.SetTag("support.conversation", new ConversationId(job.Conversation).ToString()).SetTag("support.languages", job.Source + " " + job.Target);
        var asked = time.GetTimestamp();
        var result = await router.Translate(await Request(job, text), stopping);
        var took = (int)time.GetElapsedTime(asked).TotalMilliseconds;
        var outcome = (result as TranslationResult.Failed)?.Kind.ToString() ?? "Done";
        span?.SetTag("support.outcome", outcome);
        SiloTelemetry.TranslationDuration.Record(took / 1000.0, new KeyValuePair<string, object?>("outcome", outcome));
        var passes = result is TranslationResult.Failed { Kind: not (TranslationFailure.Unsupported or TranslationFailure.TooLarge or TranslationFailure.Invalid) };
        if (!job.Again || !passes)
        {
            await grains.GetGrain<IConversationGrain>(job.Conversation).Translated(result switch
            {
                TranslationResult.Done done => new(
                    job.Message, job.Target, TranslationState.Done, done.Text, done.Provider, null, Confidence.Of(detector, done.Text, job.Target), took),
                TranslationResult.Failed { Kind: TranslationFailure.Unsupported } no => new(job.Message, job.Target, TranslationState.Unavailable, null, no.Provider, null),
                TranslationResult.Failed failed => new(job.Message, job.Target, TranslationState.Failed, null, failed.Provider, failed.Kind.ToString()),
                var other => throw new InvalidOperationException($"A translation result of type {other.GetType().Name}."),
            });
        }

        await backlog.Note(job, passes, result is TranslationResult.Done);
    }

    private async Task<string?> Text(TranslationJob job) => job.Text ?? await reader.Event(job.Conversation, job.Sequence) switch
    {
        MessageReceived e => e.Text,
        ReplyWritten e => e.Text,
        NoteAdded e => e.Text,
        _ => null,
    };

    private async Task<TranslationRequest> Request(TranslationJob job, string text) => new(
        text, job.Source, job.Target, job.ForBuyer ? Tone.For(await stores.Get(job.Store), job.Target, job.Country) : null, null, job.Store,
        await people.Around(job.Store, job.Customer, job.CustomerName, text, job.Agents));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A translation for conversation {Conversation} could not be brought back ({Error}); its deadline asks again")]
    private partial void LogFailed(ConversationId conversation, string error);
}
