namespace OrleansSupport.Bench;

/// <summary>What buyers write; about a hundred characters each, in a language that every agent of the bench reads.</summary>
internal static class Words
{
    /// <summary>What a buyer writes, who keeps to one subject as people do.</summary>
    public static string Of(long buyer) => Lines[buyer % Lines.Length];

    public static readonly string[] Lines =
    [
        "Hello, I ordered the brass desk lamp two weeks ago and the tracking page has not moved since Monday.",
        "The glass shade arrived with a crack along the edge. Could you please send a replacement to my address?",
        "Is the large ceiling lamp bright enough for a kitchen of twenty square metres, or should I take two?",
        "I would like to return the reading lamp because the switch does not work, how do I get a label?",
        "Thank you for the quick answer, but the invoice still shows the old address of our office in town.",
        "My payment went through twice yesterday evening, please refund one of them as soon as you can.",
        "Can you tell me whether the outdoor light is safe to use in heavy rain and below freezing?",
        "We need forty of the pendant lights for a restaurant, what price could you offer and by when?",
    ];
}
