using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansSupport.Contracts;

/// <summary>An id that is a <see cref="Guid"/> inside and a prefixed string (<c>cnv_0193…</c>, prefix + 32 hex digits) outside.</summary>
public interface IPrefixedId<TSelf> : IParsable<TSelf>
    where TSelf : struct, IPrefixedId<TSelf>
{
    static abstract string Prefix { get; }

    static abstract TSelf From(Guid value);

    Guid Value { get; }
}

[GenerateSerializer, Immutable, Alias("conversation-id")]
[JsonConverter(typeof(PrefixedIdConverter<ConversationId>))]
public readonly record struct ConversationId([property: Id(0)] Guid Value) : IPrefixedId<ConversationId>, IComparable<ConversationId>
{
    public int CompareTo(ConversationId other) => Value.CompareTo(other.Value);

    public static string Prefix => "cnv_";

    public static ConversationId From(Guid value) => new(value);

    /// <summary>A new id whose order follows <paramref name="now"/> (UUID version 7), so that newer conversations sort last.</summary>
    public static ConversationId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public static ConversationId Parse(string s, IFormatProvider? provider) => PrefixedId.Parse<ConversationId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ConversationId result) => PrefixedId.TryParse(s, out result);

    public override string ToString() => PrefixedId.Format(this);
}

[GenerateSerializer, Immutable, Alias("customer-id")]
[JsonConverter(typeof(PrefixedIdConverter<CustomerId>))]
public readonly record struct CustomerId([property: Id(0)] Guid Value) : IPrefixedId<CustomerId>
{
    public static string Prefix => "cus_";

    public static CustomerId From(Guid value) => new(value);

    /// <summary>
    /// The customer of a channel identity. The id is derived from the identity itself, so that two first messages that
    /// arrive at two nodes meet in one grain without a look-up.
    /// </summary>
    public static CustomerId Of(string store, string channel, string identity) => new(PrefixedId.Derive("customer", store, channel, identity));

    public static CustomerId Parse(string s, IFormatProvider? provider) => PrefixedId.Parse<CustomerId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CustomerId result) => PrefixedId.TryParse(s, out result);

    public override string ToString() => PrefixedId.Format(this);
}

[GenerateSerializer, Immutable, Alias("agent-id")]
[JsonConverter(typeof(PrefixedIdConverter<AgentId>))]
public readonly record struct AgentId([property: Id(0)] Guid Value) : IPrefixedId<AgentId>, IComparable<AgentId>
{
    public int CompareTo(AgentId other) => Value.CompareTo(other.Value);

    public static string Prefix => "agt_";

    public static AgentId From(Guid value) => new(value);

    /// <summary>The agent behind an e-mail address; one address is one agent.</summary>
    public static AgentId Of(string normalizedEmail) => new(PrefixedId.Derive("agent", normalizedEmail));

    public static AgentId Parse(string s, IFormatProvider? provider) => PrefixedId.Parse<AgentId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AgentId result) => PrefixedId.TryParse(s, out result);

    public override string ToString() => PrefixedId.Format(this);
}

[GenerateSerializer, Immutable, Alias("message-id")]
[JsonConverter(typeof(PrefixedIdConverter<MessageId>))]
public readonly record struct MessageId([property: Id(0)] Guid Value) : IPrefixedId<MessageId>
{
    public static string Prefix => "msg_";

    public static MessageId From(Guid value) => new(value);

    /// <summary>The id of an inbound message, derived from where it came from: a repeat has the same id.</summary>
    public static MessageId Of(string store, string channel, string externalId) => new(PrefixedId.Derive("message", store, channel, externalId));

    public static MessageId Parse(string s, IFormatProvider? provider) => PrefixedId.Parse<MessageId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out MessageId result) => PrefixedId.TryParse(s, out result);

    public override string ToString() => PrefixedId.Format(this);
}

/// <summary>Formatting, parsing and derivation shared by the id types.</summary>
public static class PrefixedId
{
    public static string Format<T>(T id)
        where T : struct, IPrefixedId<T> =>
        string.Create(T.Prefix.Length + 32, id.Value, static (span, value) =>
        {
            T.Prefix.CopyTo(span);
            value.TryFormat(span[T.Prefix.Length..], out _, "N");
        });

    public static bool TryParse<T>(string? text, out T id)
        where T : struct, IPrefixedId<T>
    {
        if (text is not null
            && text.StartsWith(T.Prefix, StringComparison.Ordinal)
            && Guid.TryParseExact(text.AsSpan(T.Prefix.Length), "N", out var value))
        {
            id = T.From(value);
            return true;
        }

        id = default;
        return false;
    }

    /// <exception cref="FormatException">The text is not the prefix followed by 32 hex digits.</exception>
    public static T Parse<T>(string text)
        where T : struct, IPrefixedId<T> =>
        TryParse<T>(text, out var id) ? id : throw new FormatException($"An id of the form {T.Prefix}<32 hex digits> is expected.");

    /// <summary>A version 8 UUID from the SHA-256 of the parts, each preceded by its length so that no two lists of parts collide.</summary>
    public static Guid Derive(params ReadOnlySpan<string> parts)
    {
        var length = 0;
        foreach (var part in parts)
        {
            length += 4 + Encoding.UTF8.GetMaxByteCount(part.Length);
        }

        Span<byte> buffer = length <= 1024 ? stackalloc byte[length] : new byte[length];
        var at = 0;
        foreach (var part in parts)
        {
            var written = Encoding.UTF8.GetBytes(part, buffer[(at + 4)..]);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(buffer[at..], written);
            at += 4 + written;
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(buffer[..at], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}

/// <summary>Writes and reads an id as its prefixed string, as a value and as a dictionary key.</summary>
public sealed class PrefixedIdConverter<T> : JsonConverter<T>
    where T : struct, IPrefixedId<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PrefixedId.TryParse<T>(reader.TokenType == JsonTokenType.String ? reader.GetString() : null, out var id)
            ? id
            : throw new JsonException($"An id of the form {T.Prefix}<32 hex digits> is expected.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[T.Prefix.Length + 32];
        T.Prefix.CopyTo(text);
        value.Value.TryFormat(text[T.Prefix.Length..], out _, "N");
        writer.WriteStringValue(text);
    }
}
