using System.Globalization;

namespace OrleansSupport.Bench;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public static readonly string[] Parts = ["sla", "appends", "loop", "latency", "memory", "scale", "nodes"];

    /// <summary>All but the last two, which take longer than the rest together.</summary>
    public IReadOnlyList<string> Only { get; private init; } = Parts[..^2];

    /// <summary>Open conversations of each database of the sizes.</summary>
    public IReadOnlyList<int> Sizes { get; private init; } = [1_000, 100_000];

    /// <summary>Where the large databases of the sizes are kept for later runs; null keeps none.</summary>
    public string? Keep { get; private init; }

    public IReadOnlyList<int> InFlight { get; private init; } = [1, 8, 32, 128];

    public int Rounds { get; private init; } = 5;

    public TimeSpan Slice { get; private init; } = TimeSpan.FromSeconds(4);

    public TimeSpan WarmUp { get; private init; } = TimeSpan.FromSeconds(10);

    public TimeSpan Latency { get; private init; } = TimeSpan.FromSeconds(30);

    /// <summary>So many that none of them becomes longer than people's are.</summary>
    public int Conversations { get; private init; } = 2048;

    public int Consoles { get; private init; } = 20;

    public int IdleConsoles { get; private init; } = 2000;

    public string? Json { get; private init; }

    /// <summary>Keeps the product under load for so long and measures nothing: for whoever wants to attach a profiler.</summary>
    public TimeSpan Hold { get; private init; }

    /// <summary>With <see cref="Hold"/>: every message comes from a buyer who has never written.</summary>
    public bool NewBuyers { get; private init; }

    /// <summary>Another build of the product than the one beside this bench: for a figure before and after.</summary>
    public string Product { get; private init; } = Child.Program("Product");

    /// <summary>Settings for the product alone, as environment variables: for trying one.</summary>
    public IReadOnlyDictionary<string, string> Set { get; private init; } = new Dictionary<string, string>();

    /// <summary>Null when something on the command line is not known.</summary>
    public static Options? Parse(string[] args)
    {
        var options = new Options();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--quick")
            {
                options = options with
                {
                    Rounds = 1,
                    Slice = TimeSpan.FromSeconds(2),
                    WarmUp = TimeSpan.FromSeconds(4),
                    Latency = TimeSpan.FromSeconds(5),
                    IdleConsoles = 200,
                };
                continue;
            }

            if (args[i] == "--new-buyers")
            {
                options = options with { NewBuyers = true };
                continue;
            }

            if (i + 1 == args.Length)
            {
                return null;
            }

            var value = args[++i];
            switch (args[i - 1])
            {
                case "--only" when value.Split(',') is { } only && only.All(Parts.Contains):
                    options = options with { Only = only };
                    break;
                case "--set" when value.IndexOf('=', StringComparison.Ordinal) is > 0 and var at:
                    options = options with { Set = new Dictionary<string, string>(options.Set) { [value[..at]] = value[(at + 1)..] } };
                    break;
                case "--product" when File.Exists(value):
                    options = options with { Product = Path.GetFullPath(value) };
                    break;
                case "--json":
                    options = options with { Json = value };
                    break;
                case "--in-flight" when value.Split(',').All(n => Number(n) > 0):
                    options = options with { InFlight = [.. value.Split(',').Select(n => Number(n)!.Value)] };
                    break;
                case "--sizes" when value.Split(',').All(n => Number(n) >= 1000):
                    options = options with { Sizes = [.. value.Split(',').Select(n => Number(n)!.Value)] };
                    break;
                case "--keep":
                    options = options with { Keep = Path.GetFullPath(value) };
                    break;
                case "--rounds" when Number(value) is > 0 and { } n:
                    options = options with { Rounds = n };
                    break;
                case "--slice" when Number(value) is > 0 and { } n:
                    options = options with { Slice = TimeSpan.FromSeconds(n) };
                    break;
                case "--conversations" when Number(value) is > 0 and { } n:
                    options = options with { Conversations = n };
                    break;
                case "--consoles" when Number(value) is >= 0 and { } n:
                    options = options with { Consoles = n };
                    break;
                case "--idle-consoles" when Number(value) is > 0 and { } n:
                    options = options with { IdleConsoles = n };
                    break;
                case "--hold" when Number(value) is > 0 and { } n:
                    options = options with { Hold = TimeSpan.FromSeconds(n) };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
}
