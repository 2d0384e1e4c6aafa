using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OrleansSupport.Silo;

/// <summary>
/// What a silo can be asked about itself. Spans and measures carry ids, counts and names of outcomes, never what people wrote; with
/// nobody listening they cost a check each.
/// </summary>
public static class SiloTelemetry
{
    /// <summary>The name of the spans' source and of the measures' meter.</summary>
    public const string Name = "OrleansSupport.Silo";

    internal static readonly ActivitySource Spans = new(Name);
    internal static readonly Meter Meter = new(Name);

    internal static readonly Histogram<double> CommitDuration =
        Meter.CreateHistogram<double>("support.commit.duration", "s", "One group commit");

    internal static readonly Histogram<int> CommitAppends =
        Meter.CreateHistogram<int>("support.commit.appends", "{append}", "Appends that shared a group commit");

    internal static readonly Histogram<double> AppendDuration =
        Meter.CreateHistogram<double>("support.append.duration", "s", "From a grain's append to its being durable, waiting included");

    internal static readonly Histogram<double> DeadlineLateness =
        Meter.CreateHistogram<double>("support.deadline.lateness", "s", "How late a conversation was called at its time");

    internal static readonly Histogram<double> OutboxDuration =
        Meter.CreateHistogram<double>("support.outbox.age", "s", "Age of a reply when its attempt ended, by outcome");

    internal static readonly Histogram<double> TranslationDuration =
        Meter.CreateHistogram<double>("support.translation.duration", "s", "One translation, by outcome");

    internal static readonly Counter<long> LiveLost =
        Meter.CreateCounter<long>("support.live.lost", "{message}", "Live messages that another node did not take");
}
