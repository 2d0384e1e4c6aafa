using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Silo;

namespace OrleansSupport.Tests.Contracts;

/// <summary>
/// Nodes of two versions talk to each other during an update, and every version reads what the ones before it have saved. So what
/// is written in src/OrleansSupport.Contracts/contracts.txt stays true: names and numbers are added and never taken away or given
/// another meaning.
/// </summary>
public sealed class ManifestTests
{
    private const string Update = "UPDATE_CONTRACTS";

    [Fact]
    public void What_travels_or_is_saved_keeps_its_names_and_numbers()
    {
        var file = Path.Combine(Folder(), "..", "..", "..", "src", "OrleansSupport.Contracts", "contracts.txt");
        var kept = File.Exists(file) ? File.ReadAllLines(file) : [];
        var now = Lines(typeof(ConversationEvent).Assembly, typeof(SiloSetup).Assembly);

        Assert.True(
            kept.Except(now).ToList() is { Count: 0 },
            "Other nodes and saved data still speak like this; add a new id, method or alias beside it instead:\n" + string.Join('\n', kept.Except(now)));
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllLines(file, now);
            return;
        }

        Assert.True(
            now.Except(kept).ToList() is { Count: 0 },
            $"New on the wire; run this test once with {Update}=1 to write it down:\n" + string.Join('\n', now.Except(kept)));
    }

    [Fact]
    public void A_number_with_another_type_a_lost_member_and_a_changed_method_are_seen()
    {
        var lines = Lines(typeof(ManifestTests).Assembly);
        Assert.Contains("test-parcel.0: string", lines);
        Assert.Contains("test-parcel.1: list<test-label>?", lines);
        Assert.Contains("test-desk.hand-over(test-parcel, int32): test-label?", lines);
    }

    private static List<string> Lines(params Assembly[] assemblies)
    {
        var lines = new List<string>();
        foreach (var type in assemblies.SelectMany(a => a.GetTypes()).Where(t => t.GetCustomAttribute<CompilerGeneratedAttribute>() is null && !IsGenerated(t)))
        {
            if (type.IsInterface && typeof(IAddressable).IsAssignableFrom(type))
            {
                lines.AddRange(type.GetMethods().Where(m => m.IsAbstract).Select(method =>
                    $"{Name(type)}.{method.GetCustomAttribute<AliasAttribute>()?.Alias ?? method.Name}"
                    + $"({string.Join(", ", method.GetParameters().Select(p => Name(p.ParameterType)))}): {Returned(method)}"));
            }
            else if (type.GetCustomAttribute<GenerateSerializerAttribute>() is not null)
            {
                lines.AddRange(Members(type).Select(m => $"{Name(type)}.{m.Id}: {Name(m.Type)}{(m.Nullable ? "?" : "")}"));
                if (type.IsEnum)
                {
                    lines.AddRange(Enum.GetNames(type).Select(name => $"{Name(type)}.{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}"));
                }
            }
        }

        // The log is JSON: kinds are names on disk.
        lines.AddRange(typeof(ConversationEvent).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Where(d => assemblies.Contains(d.DerivedType.Assembly)).Select(d => $"kind {d.TypeDiscriminator}: {Name(d.DerivedType)}"));
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static bool IsGenerated(Type type) => type.Namespace?.StartsWith("OrleansCodeGen", StringComparison.Ordinal) == true;

    private static IEnumerable<(uint Id, Type Type, bool Nullable)> Members(Type type)
    {
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var nullability = new NullabilityInfoContext();
        foreach (var property in type.GetProperties(all))
        {
            if (property.GetCustomAttribute<IdAttribute>() is { } id)
            {
                yield return (id.Id, property.PropertyType, !property.PropertyType.IsValueType && nullability.Create(property).ReadState == NullabilityState.Nullable);
            }
        }

        foreach (var field in type.GetFields(all))
        {
            if (field.GetCustomAttribute<IdAttribute>() is { } id)
            {
                yield return (id.Id, field.FieldType, !field.FieldType.IsValueType && nullability.Create(field).ReadState == NullabilityState.Nullable);
            }
        }
    }

    private static string Returned(MethodInfo method)
    {
        var type = method.ReturnType;
        if (!type.IsGenericType)
        {
            return "nothing";
        }

        var value = type.GetGenericArguments()[0];
        var nullable = !value.IsValueType && new NullabilityInfoContext().Create(method.ReturnParameter).GenericTypeArguments[0].ReadState == NullabilityState.Nullable;
        return Name(value) + (nullable ? "?" : "");
    }

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Name(inner) + "?";
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        var name = type.GetCustomAttributes<AliasAttribute>(inherit: false).FirstOrDefault()?.Alias
            ?? (type.Name.StartsWith("IReadOnlyList`", StringComparison.Ordinal) ? "list" : type.Namespace == "System" ? type.Name.ToLowerInvariant() : type.Name);
        return type.IsGenericType
            ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : name;
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}

[GenerateSerializer, Alias("test-label")]
public sealed record TestLabel([property: Id(0)] string Text);

[GenerateSerializer, Alias("test-parcel")]
public sealed record TestParcel([property: Id(0)] string Name, [property: Id(1)] IReadOnlyList<TestLabel>? Labels);

[Alias("test-desk")]
public interface ITestDesk : IGrainWithStringKey
{
    [Alias("hand-over")]
    Task<TestLabel?> HandOver(TestParcel parcel, int floor);
}
