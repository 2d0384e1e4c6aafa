using Orleans.Concurrency;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Contracts.Customers;
using OrleansSupport.Contracts.Languages;
using OrleansSupport.Contracts.Orders;
using OrleansSupport.Contracts.Scenarios;
using OrleansSupport.Contracts.Stores;
using OrleansSupport.Silo.Orders;

namespace OrleansSupport.Silo.Scenarios;

[StatelessWorker]
internal sealed class SuggestionGrain(TaughtExamples examples, TimeProvider time) : Grain, ISuggestionGrain
{
    private const int MostReplies = 3;
    private const int MostOrders = 5;

    /// <summary>How far back what agents chose counts.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(90);

    public async Task<SuggestionsView?> For(ConversationId conversation, string agent, string language)
    {
        if (await GrainFactory.GetGrain<IConversationGrain>(conversation.Value).Get() is not { } view)
        {
            return null;
        }

        var row = view.Row;
        var transcript = await GrainFactory.GetGrain<ICustomerGrain>(row.Customer.Value).Transcript(null, 0);
        var orders = await Orders(row, transcript);
        var scenario = view.Scenario ?? Scenario.Other;
        var store = (await GrainFactory.GetGrain<IStoreGrain>(row.Store).Get())?.Name ?? row.Store;
        var templates = (await GrainFactory.GetGrain<ITemplatesGrain>(row.Store).List()).Where(template => template.Scenario == scenario).ToList();
        if (templates.Count > MostReplies)
        {
            var chosen = await examples.Chosen(row.Store, time.GetUtcNow() - Remembered);
            templates = [.. templates.OrderByDescending(template => chosen.GetValueOrDefault(template.Id))];
        }

        var replies = new List<Suggestion>();
        foreach (var template in templates)
        {
            if (replies.Count < MostReplies && await Fill(template, row, agent, store, language, orders.FirstOrDefault()) is { } reply)
            {
                replies.Add(reply);
            }
        }

        return new SuggestionsView(scenario, orders, replies);
    }

    private async Task<IReadOnlyList<Order>> Orders(ConversationRow row, Transcript transcript)
    {
        var buyers = (await GrainFactory.GetGrain<ICustomerGrain>(row.Customer.Value).Get())?.Identities.Select(identity => identity.Identity).ToArray() ?? [];
        var named = OrderNumbers.In(transcript.Lines.Reverse().Where(line => line.Inbound).Select(line => line.Text));
        return await GrainFactory.GetGrain<IOrdersGrain>(row.Store).Of(buyers, named, MostOrders);
    }

    /// <summary>In the agent's language, and as the buyer reads it: the store's own words if it has them, else a translation.</summary>
    private async Task<Suggestion?> Fill(ReplyTemplate template, ConversationRow row, string agent, string store, string language, Order? order)
    {
        var target = row.Language == "und" ? language : row.Language;
        var (source, words) = template.Texts.TryGetValue(language, out var own) ? (language, own)
            : template.Texts.TryGetValue("en", out var english) ? ("en", english)
            : (template.Texts.First().Key, template.Texts.First().Value);
        if (TemplateText.Fill(words, source, row.CustomerName, agent, store, order) is not { } text)
        {
            return null;
        }

        if (template.Texts.TryGetValue(target, out var theirs) && TemplateText.Fill(theirs, target, row.CustomerName, agent, store, order) is { } sent)
        {
            return new Suggestion(template.Id, text, source, sent, target, null);
        }

        var translated = await GrainFactory.GetGrain<ILanguageGrain>(0).Preview(new PreviewRequest(text, source, target, row, ForBuyer: true));
        return new Suggestion(template.Id, text, source, translated.Text, target, translated.Provider);
    }
}
