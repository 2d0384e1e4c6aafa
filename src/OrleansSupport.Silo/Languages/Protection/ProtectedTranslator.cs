using System.Text;

namespace OrleansSupport.Silo.Languages;

/// <summary>
/// Translates through a provider what may be translated: tokens for protected parts, pieces of what is too long, lines kept, structure never
/// sent, and proof that every protected part came back exactly once. Otherwise the next token style is tried, and after the last the text
/// counts as not translated: a wrong order number does more harm than a foreign sentence.
/// </summary>
internal sealed class ProtectedTranslator(ResilientTranslator inner, TranslationBudget? budget)
{
    /// <summary>UTF-16 units above which a message is a document, not a message.</summary>
    public const int LongestMessage = 50_000;

    private const string TokensLost = "protected parts were lost or doubled";

    public ITranslator Provider => inner.Provider;

    public string Name => inner.Name;

    public TranslationFailure? Resting => inner.Resting;

    /// <param name="text">The text with its parts.</param>
    /// <param name="request">Languages, tone and store; its own text is not looked at.</param>
    /// <param name="limit">Characters that the store may send to this provider in a month; null is no limit.</param>
    /// <returns>The translation with tokens of <see cref="TokenStyle.Kept"/>.</returns>
    public async Task<TranslationResult> Translate(ProtectedText text, TranslationRequest request, long? limit, CancellationToken ct)
    {
        TranslationResult result = VendorHttp.Invalid(Name, TokensLost);
        foreach (var style in TokenStyle.All.Where(text.Fits))
        {
            result = await new Attempt(this, text, style, request, limit, ct).Whole();
            if (result is not TranslationResult.Failed { Kind: TranslationFailure.Invalid, Reason: TokensLost })
            {
                break;
            }
        }
        return result;
    }

    private async Task<TranslationResult> Ask(TranslationRequest request, long? limit, CancellationToken ct)
    {
        if (budget is null)
        {
            return await inner.Translate(request, ct);
        }
        if (!await budget.Spend(request.Store, Name, request.Text.Length, limit))
        {
            return new TranslationResult.Failed(TranslationFailure.Budget, Name, "the month's characters are used up", null);
        }
        var result = await inner.Translate(request, ct);
        if (result is TranslationResult.Failed failed && !MayBeBilled(failed))
        {
            await budget.Return(request.Store, Name, request.Text.Length);
        }
        return result;
    }

    /// <summary>An answer that came too late, or was garbage, is on the vendor's bill all the same.</summary>
    private static bool MayBeBilled(TranslationResult.Failed failed) =>
        failed.Kind is TranslationFailure.Invalid || failed is { Kind: TranslationFailure.Transient, Reason: ResilientTranslator.Deadline };

    /// <summary>One text in one token style.</summary>
    private sealed class Attempt(
        ProtectedTranslator owner, ProtectedText text, TokenStyle style, TranslationRequest request, long? limit, CancellationToken ct)
    {
        public async Task<TranslationResult> Whole()
        {
            var masked = text.Mask(style);
            var pieces = new List<Task<TranslationResult>>();
            var at = 0;
            foreach (var block in style.Read(masked).Where(token => text.IsBlock(token.Number)))
            {
                Add(masked[at..block.Start]);
                pieces.Add(Task.FromResult<TranslationResult>(new TranslationResult.Done(style.Write(block.Number), owner.Name)));
                at = block.Start + block.Length;
            }
            Add(masked[at..]);
            var joined = new StringBuilder(masked.Length);
            foreach (var result in await Task.WhenAll(pieces))
            {
                if (result is not TranslationResult.Done done)
                {
                    return result;
                }
                joined.Append(done.Text);
            }
            var whole = joined.ToString();
            return style.Survived(masked, whole)
                ? new TranslationResult.Done(style.Rewrite(whole, TokenStyle.Kept), owner.Name)
                : VendorHttp.Invalid(owner.Name, TokensLost);

            void Add(string segment)
            {
                if (segment.Length > 0)
                {
                    // All at once: they travel in few calls.
                    pieces.AddRange(TextPieces.Split(segment, owner.Provider.Capabilities.LongestText, style).Select(Piece));
                }
            }
        }

        private async Task<TranslationResult> Piece(string piece)
        {
            var result = await Once(piece);
            if (result is not TranslationResult.Done done || SameLines(piece, done.Text))
            {
                return result;
            }
            // The engine joined or broke lines: an address block or a list would become soup. Line by line it cannot.
            var lines = await Task.WhenAll(piece.Split('\n').Select(Once));
            return lines.FirstOrDefault(line => line is TranslationResult.Failed)
                ?? new TranslationResult.Done(string.Join('\n', lines.Select(line => ((TranslationResult.Done)line).Text.Replace('\n', ' '))), owner.Name);
        }

        private async Task<TranslationResult> Once(string masked)
        {
            var (lead, core, trail) = TextPieces.Trim(masked);
            if (!HasWords(core))
            {
                return new TranslationResult.Done(masked, owner.Name);
            }
            var result = await owner.Ask(request with { Text = core, Personal = null }, limit, ct);
            if (result is not TranslationResult.Done done)
            {
                return result;
            }
            var translated = done.Text.Trim().Replace("\r\n", "\n", StringComparison.Ordinal);
            return !style.Survived(core, translated) ? VendorHttp.Invalid(owner.Name, TokensLost)
                : Lie(core, translated) is { } lie ? VendorHttp.Invalid(owner.Name, lie)
                : new TranslationResult.Done(lead + translated + trail, owner.Name);
        }

        /// <summary>What no translation does; null when there is nothing of it.</summary>
        private static string? Lie(string core, string translated) =>
            translated.Length == 0 ? "the answer holds no translation"
            : translated.Length > core.Length * 10 + 200 ? "the answer is too long to be a translation of the text"
            : core.Length > 20 && translated == core ? "the answer is the text itself"
            : ProtectedText.HasAddress(translated) && !ProtectedText.HasAddress(core) ? "the answer holds a link that the text has not"
            : null;

        /// <summary>Whether anything but tokens, digits and signs is left to translate.</summary>
        private bool HasWords(string masked) => TokenStyle.Replace(masked, style.Read(masked), _ => "").Any(char.IsLetter);

        /// <summary>Same number of lines, and the empty ones in the same places.</summary>
        private static bool SameLines(string before, string after)
        {
            var (one, other) = (before.Split('\n'), after.Split('\n'));
            return one.Length == other.Length && one.Zip(other).All(pair => string.IsNullOrWhiteSpace(pair.First) == string.IsNullOrWhiteSpace(pair.Second));
        }
    }
}
