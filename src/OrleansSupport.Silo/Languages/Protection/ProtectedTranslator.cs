using System.Text;

namespace OrleansSupport.Silo.Languages;

/// <summary>
/// Translates through a provider what may be translated: masks protected parts, splits what is too long, keeps the lines, and proves that
/// every protected part came back exactly once. Otherwise the next token style is tried, and after the last the text counts as not translated:
/// a wrong order number does more harm than a foreign sentence.
/// </summary>
internal sealed class ProtectedTranslator(ITranslator inner) : ITranslator
{
    /// <summary>UTF-16 units above which a message is a document, not a message.</summary>
    public const int LongestMessage = 50_000;

    private const string TokensLost = "protected parts were lost or doubled";

    public string Name => inner.Name;

    public int LongestText => LongestMessage;

    public bool Supports(string source, string target) => inner.Supports(source, target);

    public async Task<TranslationResult> Translate(TranslationRequest request, CancellationToken ct)
    {
        if (request.Text.Length > LongestMessage)
        {
            return new TranslationResult.Failed(TranslationFailure.TooLarge, Name, $"above {LongestMessage} characters", null);
        }
        var windows = request.Text.Contains("\r\n", StringComparison.Ordinal);
        var text = ProtectedText.Of(windows ? request.Text.Replace("\r\n", "\n", StringComparison.Ordinal) : request.Text);
        TranslationResult result = VendorHttp.Invalid(Name, TokensLost);
        foreach (var style in TokenStyle.All)
        {
            result = await Whole(text, style, request, ct);
            if (result is not TranslationResult.Failed { Kind: TranslationFailure.Invalid, Reason: TokensLost })
            {
                break;
            }
        }
        return windows && result is TranslationResult.Done done
            ? done with { Text = done.Text.Replace("\n", "\r\n", StringComparison.Ordinal) }
            : result;
    }

    private async Task<TranslationResult> Whole(ProtectedText text, TokenStyle style, TranslationRequest request, CancellationToken ct)
    {
        var joined = new StringBuilder();
        foreach (var piece in TextPieces.Split(text.Mask(style), inner.LongestText, style))
        {
            var result = await Piece(text, style, piece, request, ct);
            if (result is not TranslationResult.Done done)
            {
                return result;
            }
            joined.Append(done.Text);
        }
        return new TranslationResult.Done(joined.ToString(), Name);
    }

    private async Task<TranslationResult> Piece(ProtectedText text, TokenStyle style, string piece, TranslationRequest request, CancellationToken ct)
    {
        var result = await Once(text, style, piece, request, ct);
        if (result is not TranslationResult.Done done || SameLines(piece, done.Text))
        {
            return result;
        }
        // The engine joined or broke lines: an address block or a list would become soup. Line by line it cannot.
        var lines = piece.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = await Once(text, style, lines[i], request, ct);
            if (line is not TranslationResult.Done translated)
            {
                return line;
            }
            lines[i] = translated.Text.Replace('\n', ' ');
        }
        return new TranslationResult.Done(string.Join('\n', lines), Name);
    }

    private async Task<TranslationResult> Once(ProtectedText text, TokenStyle style, string masked, TranslationRequest request, CancellationToken ct)
    {
        var (lead, core, trail) = TextPieces.Trim(masked);
        if (!HasWords(style, core))
        {
            return text.Restore(style, masked, masked) is { } same
                ? new TranslationResult.Done(same, Name)
                : VendorHttp.Invalid(Name, TokensLost);
        }
        var result = await inner.Translate(request with { Text = core }, ct);
        if (result is not TranslationResult.Done done)
        {
            return result;
        }
        var translated = done.Text.Trim().Replace("\r\n", "\n", StringComparison.Ordinal);
        return text.Restore(style, core, translated) is { } restored
            ? new TranslationResult.Done(lead + restored + trail, Name)
            : VendorHttp.Invalid(Name, TokensLost);
    }

    /// <summary>Whether anything but tokens, digits and signs is left to translate.</summary>
    private static bool HasWords(TokenStyle style, string masked)
    {
        var at = 0;
        foreach (var token in style.Read(masked))
        {
            if (HasLetter(masked.AsSpan(at, token.Start - at)))
            {
                return true;
            }
            at = token.Start + token.Length;
        }
        return HasLetter(masked.AsSpan(at));
    }

    private static bool HasLetter(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsLetter(c))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Same number of lines, and the empty ones in the same places.</summary>
    private static bool SameLines(string before, string after)
    {
        var (one, other) = (before.Split('\n'), after.Split('\n'));
        return one.Length == other.Length && one.Zip(other).All(pair => string.IsNullOrWhiteSpace(pair.First) == string.IsNullOrWhiteSpace(pair.Second));
    }
}
