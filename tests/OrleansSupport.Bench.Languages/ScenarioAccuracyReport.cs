using System.Diagnostics;
using System.Globalization;
using OrleansSupport.Silo.Scenarios;

namespace OrleansSupport.Bench.Languages;

/// <summary>How well scenarios are told apart, on messages that the classifier never learned from.</summary>
internal static class ScenarioAccuracyReport
{
    /// <summary>Length of an ordinary message.</summary>
    private const int Typical = 80;

    /// <summary>The intents of the Bitext customer-support set that are a scenario of ours.</summary>
    private static readonly Dictionary<string, string> Intents = new()
    {
        ["track_order"] = "where-is-my-order",
        ["delivery_period"] = "where-is-my-order",
        ["cancel_order"] = "change-order",
        ["change_order"] = "change-order",
        ["change_shipping_address"] = "address-change",
        ["set_up_shipping_address"] = "address-change",
        ["check_invoice"] = "invoice-tax",
        ["check_invoices"] = "invoice-tax",
        ["get_invoice"] = "invoice-tax",
        ["get_refund"] = "refund-status",
        ["track_refund"] = "refund-status",
        ["payment_issue"] = "payment-problem",
        ["complaint"] = "complaint",
    };

    /// <param name="requests">A file of intent, language and request to measure on besides; null for none.</param>
    public static void Print(string? requests, bool mistakes)
    {
        var started = Stopwatch.GetTimestamp();
        var model = ScenarioModel.AsShipped;
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine($"trained on {model.Examples} examples in {seconds:0.00} s");
        Console.WriteLine("\n| held-out | messages | right % | rejected % |\n|---|---:|---:|---:|");
        foreach (var language in model.Measure())
        {
            Console.WriteLine($"| {language.Language} | {language.Messages} | {100 * language.Accuracy:0.0} | {100 * language.Rejected:0.0} |");
        }

        var all = model.Measure().ToArray();
        var messages = all.Sum(language => language.Messages);
        Console.WriteLine($"| all | {messages} | {100 * all.Sum(l => l.Accuracy * l.Messages) / messages:0.0} | {100 * all.Sum(l => l.Rejected * l.Messages) / messages:0.0} |");
        if (requests is not null)
        {
            ScenarioExample[] external =
            [
                .. File.ReadLines(requests).Select(line => line.Split('\t')).Where(part => Intents.ContainsKey(part[0]))
                    .Select(part => new ScenarioExample(Intents[part[0]], part[1], part[2])),
            ];
            foreach (var of in external.GroupBy(example => example.Scenario))
            {
                var measured = model.Measure(of)[0];
                Console.WriteLine($"| {Path.GetFileName(requests)}: {of.Key} | {measured.Messages} | {100 * measured.Accuracy:0.0} | {100 * measured.Rejected:0.0} |");
            }

            var whole = model.Measure(external)[0];
            Console.WriteLine($"| {Path.GetFileName(requests)}: all | {whole.Messages} | {100 * whole.Accuracy:0.0} | {100 * whole.Rejected:0.0} |");
        }

        var samples = Samples.Chat(tuning: false);
        Console.WriteLine("\n| one thread | messages | µs a message | bytes allocated |\n|---|---:|---:|---:|");
        Cost("chat, 29 languages", samples.ConvertAll(sample => sample.Text), model);
        foreach (var of in ScenarioModel.HeldOutMessages.GroupBy(message => message.Language))
        {
            Cost($"{of.Key}, {Typical} characters", [.. string.Join(' ', of.Select(message => message.Text)).Chunk(Typical).Select(part => new string(part))], model);
        }

        if (mistakes)
        {
            foreach (var (example, guess) in ScenarioModel.HeldOutMessages.Select(example => (example, model.Classify(example.Text))).Where(one => one.Item1.Scenario != one.Item2.Scenario))
            {
                Console.WriteLine($"# {example.Scenario} taken for {guess.Scenario} ({guess.Confidence:0.00}): {example.Text}");
            }
        }
    }

    /// <summary>What classifying costs: the best of five rounds, what the machine can do while nobody else uses it.</summary>
    private static void Cost(string name, List<string> texts, ScenarioModel model)
    {
        const int Times = 200;
        var (best, bytes) = (double.MaxValue, 0L);
        for (var round = 0; round < 5; round++)
        {
            var (started, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            for (var i = 0; i < Times; i++)
            {
                texts.ForEach(text => model.Classify(text));
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalMicroseconds / Times / texts.Count);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Times / texts.Count;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {texts.Count} | {best:0.0} | {bytes} |"));
    }
}
