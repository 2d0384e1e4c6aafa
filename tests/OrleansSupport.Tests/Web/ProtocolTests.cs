using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Web.Console;

namespace OrleansSupport.Tests.Web;

/// <summary>Holds the console's declarations of the wire against the types that are written on it.</summary>
public sealed partial class ProtocolTests
{
    private static readonly NullabilityInfoContext Nullability = new();

    [Fact]
    public void The_consoles_protocol_has_exactly_what_the_server_sends_and_takes()
    {
        var file = Path.Combine(Folder(), "..", "..", "..", "src", "console", "src", "protocol.ts");
        Assert.True(File.Exists(file), "src/console/src/protocol.ts is missing.");
        Assert.Empty(Differences(Comments().Replace(File.ReadAllText(file), "")));
    }

    [Fact]
    public void A_renamed_member_a_lost_null_and_a_missing_kind_are_found()
    {
        const string source = """
            export interface StoreSummary { id: string; title: string; language: string; team: string; channels: string[] }
            export interface TranslationPreview { text: string; provider: string | null; reason: string | null; }
            export interface StatusChanged { kind: "state"; status: ConversationStatus; by: AgentId | null; }
            export type InboxView = "Mine" | "Unassigned" | "Open";
            """;
        var found = Differences(source);
        Assert.Contains("StoreSummary.name is missing", found);
        Assert.Contains("StoreSummary.title is not on the wire", found);
        Assert.Contains("TranslationPreview.text may be null on the wire", found);
        Assert.Contains("StatusChanged.kind should be \"status\"", found);
        Assert.Contains("InboxView is Mine, Unassigned, Open, Done on the wire", found);
        Assert.Contains("interface AgentView is missing", found);
    }

    private static List<string> Differences(string source)
    {
        var types = Reachable();
        var found = new List<string>();
        foreach (var type in types.Where(t => t.IsEnum))
        {
            var union = Union(source, type.Name);
            var expected = Enum.GetNames(type);
            if (union is null)
            {
                found.Add($"type {type.Name} is missing");
            }
            else if (!union.Order().SequenceEqual(expected.Order()))
            {
                found.Add($"{type.Name} is {string.Join(", ", expected)} on the wire");
            }
        }

        foreach (var type in types.Where(t => !t.IsEnum && t != typeof(ConversationEvent)))
        {
            found.AddRange(Compare(source, type));
        }

        var kinds = Kinds().Keys.Select(t => t.Name).Order().ToList();
        var events = TypeAlias(source, nameof(ConversationEvent))?.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Order().ToList();
        if (events is null || !events.SequenceEqual(kinds))
        {
            found.Add($"type ConversationEvent should be {string.Join(" | ", kinds)}");
        }

        found.AddRange(CompareMethods(source, "ConsoleHub", typeof(IConsoleHub)));
        found.AddRange(CompareMethods(source, "ConsoleClient", typeof(IConsoleClient)));
        return found;
    }

    private static IEnumerable<string> Compare(string source, Type type)
    {
        if (Interface(source, type.Name) is not { } body)
        {
            yield return $"interface {type.Name} is missing";
            yield break;
        }

        var members = Member().Matches(body).ToDictionary(m => m.Groups[1].Value, m => (Optional: m.Groups[2].Value == "?", Type: m.Groups[3].Value.Trim()));
        var expected = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .ToDictionary(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name), IsNullable);
        if (Kinds().TryGetValue(type, out var kind))
        {
            if (!members.Remove("kind", out var declared) || declared.Type.Trim('"') != kind)
            {
                yield return $"{type.Name}.kind should be \"{kind}\"";
            }
        }

        foreach (var (name, nullable) in expected)
        {
            if (!members.TryGetValue(name, out var member))
            {
                yield return $"{type.Name}.{name} is missing";
            }
            else if (nullable != (member.Optional || member.Type.Split('|').Any(part => part.Trim() == "null")))
            {
                yield return $"{type.Name}.{name} {(nullable ? "may be" : "is never")} null on the wire";
            }
        }

        foreach (var name in members.Keys.Except(expected.Keys))
        {
            yield return $"{type.Name}.{name} is not on the wire";
        }
    }

    private static IEnumerable<string> CompareMethods(string source, string name, Type type)
    {
        var expected = type.GetMethods().ToDictionary(m => m.Name, m => m.GetParameters().Select(p => p.Name!).ToArray());
        var declared = Method().Matches(Interface(source, name) ?? "").ToDictionary(
            m => m.Groups[1].Value,
            m => Parameter().Matches(m.Groups[2].Value).Select(p => p.Groups[1].Value).ToArray());
        foreach (var (method, parameters) in expected)
        {
            if (!declared.TryGetValue(method, out var found))
            {
                yield return $"{name}.{method} is missing";
            }
            else if (!found.SequenceEqual(parameters))
            {
                yield return $"{name}.{method} takes ({string.Join(", ", parameters)})";
            }
        }

        foreach (var method in declared.Keys.Except(expected.Keys))
        {
            yield return $"{name}.{method} does not exist";
        }
    }

    /// <summary>Every type of ours that a method of the hub or of the console carries, however deep.</summary>
    private static HashSet<Type> Reachable()
    {
        var found = new HashSet<Type>();
        foreach (var method in typeof(IConsoleHub).GetMethods().Concat(typeof(IConsoleClient).GetMethods()))
        {
            Visit(method.ReturnType);
            foreach (var parameter in method.GetParameters())
            {
                Visit(parameter.ParameterType);
            }
        }

        return found;

        void Visit(Type type)
        {
            if (type.IsArray)
            {
                Visit(type.GetElementType()!);
                return;
            }

            foreach (var argument in type.GetGenericArguments())
            {
                Visit(argument);
            }

            var isOurs = type.Namespace?.StartsWith("OrleansSupport.", StringComparison.Ordinal) == true && !type.IsGenericType;
            if (!isOurs || IsId(type) || !found.Add(type) || type.IsEnum)
            {
                return;
            }

            foreach (var derived in type.GetCustomAttributes<JsonDerivedTypeAttribute>())
            {
                Visit(derived.DerivedType);
            }

            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                Visit(property.PropertyType);
            }
        }
    }

    private static Dictionary<Type, string> Kinds() => typeof(ConversationEvent).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(d => d.DerivedType, d => (string)d.TypeDiscriminator!);

    private static bool IsId(Type type) => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IPrefixedId<>));

    private static bool IsNullable(PropertyInfo property) => property.PropertyType.IsValueType
        ? Nullable.GetUnderlyingType(property.PropertyType) is not null
        : Nullability.Create(property).ReadState == NullabilityState.Nullable;

    private static string? Interface(string source, string name) =>
        Regex.Match(source, $@"\binterface\s+{name}\s*(?:extends[^{{]*)?\{{(?<body>[^}}]*)\}}") is { Success: true } match ? match.Groups["body"].Value : null;

    private static string? TypeAlias(string source, string name) =>
        Regex.Match(source, $@"\btype\s+{name}\s*=(?<body>[^;]*)(;|$)") is { Success: true } match ? match.Groups["body"].Value : null;

    private static List<string>? Union(string source, string name) => TypeAlias(source, name) is { } body
        ? [.. Quoted().Matches(body).Select(m => m.Groups[1].Value)]
        : null;

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"/\*.*?\*/|//[^\n]*", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"(?:^|[;{\n,])\s*(?:readonly\s+)?([A-Za-z_]\w*)(\??)\s*:\s*([^;,\n}]+)")]
    private static partial Regex Member();

    [GeneratedRegex(@"([A-Za-z_]\w*)\s*\(([^)]*)\)\s*:")]
    private static partial Regex Method();

    [GeneratedRegex(@"([A-Za-z_]\w*)\??\s*:")]
    private static partial Regex Parameter();

    [GeneratedRegex("[\"']([^\"']+)[\"']")]
    private static partial Regex Quoted();
}
