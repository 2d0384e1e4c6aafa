using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Stores;

namespace OrleansSupport.Silo.Channels;

/// <summary>Posts a reply to a signed channel's address, signed as Standard Webhooks prescribe (HMAC-SHA256 over id.timestamp.body).</summary>
internal sealed class SignedSender(IHttpClientFactory clients, IGrainFactory grains, TimeProvider time)
{
    public const string ClientName = "signed-channel";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null when the other side took it.</summary>
    public async Task<SendProblem?> Send(Letter letter, CancellationToken stopping)
    {
        var store = await grains.GetGrain<IStoreGrain>(letter.Store).Get();
        var channel = store?.Channels.FirstOrDefault(c => c.Id == letter.Channel);
        if (channel?.OutboundUrl is not { } url || channel.Secret is not { } secret)
        {
            return new SendProblem("channel_removed", Final: true);
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(
            new Envelope("message.sent", letter.At, new Sent(letter.Conversation, letter.Message, letter.Identity, letter.Body, letter.Language)), Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var id = letter.Message.ToString();
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", "v1," + Sign(secret, id, timestamp, body));
        try
        {
            using var response = await clients.CreateClient(ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stopping);
            return response.IsSuccessStatusCode
                ? null
                : new SendProblem(
                    "http_" + ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture),
                    Final: response.StatusCode == HttpStatusCode.Gone,
                    response.Headers.RetryAfter?.Delta);
        }
        catch (HttpRequestException error)
        {
            return new SendProblem(error.InnerException is ForbiddenAddressException ? "forbidden_address" : error.HttpRequestError.ToString(), Final: false);
        }
        catch (SocketException)
        {
            // Reset as soon as it was accepted: the client asks the socket who the other side is, and lets what that throws through as it is.
            return new SendProblem(nameof(HttpRequestError.ConnectionError), Final: false);
        }
        catch (TaskCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new SendProblem("timeout", Final: false);
        }
    }

    private static string Sign(string secret, string id, string timestamp, byte[] body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Convert.FromBase64String(secret["whsec_".Length..]));
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return Convert.ToBase64String(hmac.GetHashAndReset());
    }

    private sealed record Envelope(string Type, DateTimeOffset Timestamp, Sent Data);

    private sealed record Sent(ConversationId Conversation, MessageId Message, string Identity, string Text, string Language);
}
