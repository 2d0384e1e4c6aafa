using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrleansSupport.Contracts;

namespace OrleansSupport.Faults;

/// <summary>
/// Buyers: numbered messages at a rate, through signed hooks and through the widget. A lane is one buyer who writes the next
/// message only when the last one was acknowledged, and repeats it until it is.
/// </summary>
internal sealed class Writers : IDisposable
{
    /// <summary>By language: each buyer writes in one.</summary>
    private static readonly string[][] Lines =
    [
        ["Where is my parcel?", "The lamp arrived broken, what can I do?"],
        ["¿Dónde está mi pedido?", "La lámpara llegó rota, ¿qué puedo hacer?"],
        ["Wo bleibt meine Bestellung?", "Die Lampe ist kaputt angekommen, was kann ich tun?"],
        ["我的包裹在哪里？", "灯到的时候是坏的，我该怎么办？"],
        ["Où est ma commande ?", "La lampe est arrivée cassée, que puis-je faire ?"],
    ];

    private readonly HttpClient _http;
    private readonly Uri _server;
    private readonly Recorder _recorder;
    private readonly int _seed;
    private readonly string _name;
    private readonly string _store;
    private readonly string?[] _channels;
    private int _repeated;
    private int _noticed;

    /// <param name="channels">The lanes write through these in turn; null is the widget's own entrance.</param>
    public Writers(Uri server, Recorder recorder, int seed, string name, string store, string?[] channels)
    {
        (_server, _recorder, _seed, _name, _store, _channels) = (server, recorder, seed, name, store, channels);
        _http = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(2), PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20) })
        {
            Timeout = TimeSpan.FromSeconds(10),
        };
    }

    /// <summary>Messages whose first call was not answered with success.</summary>
    public int Repeated => _repeated;

    /// <summary>Messages whose second call was not either: what a client that retries once notices.</summary>
    public int Noticed => _noticed;

    /// <summary>Writes until told to stop; every message begun is brought to its end.</summary>
    /// <param name="perSecond">Messages of all lanes together, while everything answers.</param>
    public Task Run(int lanes, double perSecond, CancellationToken end)
    {
        var started = Stopwatch.GetTimestamp();
        return Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(() => Lane(lane, lanes, perSecond, started, end))));
    }

    public void Dispose() => _http.Dispose();

    /// <summary>One buyer's first messages, all at once: they must open one conversation.</summary>
    public async Task Burst(int buyers, int each)
    {
        await Task.WhenAll(Enumerable.Range(0, buyers).SelectMany(buyer => Enumerable.Range(1, each).Select(number => Task.Run(async () =>
        {
            // Each is a lane of its own: sent at once, they have no order to keep.
            var identity = string.Create(CultureInfo.InvariantCulture, $"{_name}-crowd-{buyer}");
            await Deliver($"{identity}/{number}", number, id => Hook(identity, "shop", id, "Is anybody there?"));
        }))));
    }

    private async Task Lane(int lane, int lanes, double perSecond, long started, CancellationToken end)
    {
        var random = new Random((_seed * 7919) + lane);
        var buyer = string.Create(CultureInfo.InvariantCulture, $"{_name}-{_seed}-{lane}");
        var speaks = random.Next(Lines.Length);
        string? token = null;
        for (long number = 1; ; number++)
        {
            var due = ((number - 1) * lanes + lane) / perSecond;
            var wait = TimeSpan.FromSeconds(due) - Stopwatch.GetElapsedTime(started);
            try
            {
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, end);
                }

                end.ThrowIfCancellationRequested();
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var text = string.Create(CultureInfo.InvariantCulture, $"#{number} {Lines[speaks][random.Next(Lines[speaks].Length)]}");
            await Deliver(buyer, number, async id =>
            {
                if (_channels[lane % _channels.Length] is { } channel)
                {
                    return await Hook(buyer, channel, id, text);
                }

                token ??= await Visitor();
                return await Widget(token, id, text);
            });
        }
    }

    private async Task Deliver(string lane, long number, Func<string, Task<(MessageId, ConversationId, long)?>> send)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{lane}.{number}");
        var started = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            if (await send(id) is var (message, conversation, sequence))
            {
                if (attempt > 1)
                {
                    Interlocked.Increment(ref _repeated);
                }

                if (attempt > 2)
                {
                    Interlocked.Increment(ref _noticed);
                }

                _recorder.Add(new Accepted(
                    lane, number, message, conversation, sequence, TimeProvider.System.GetUtcNow(), Stopwatch.GetElapsedTime(started).TotalSeconds, attempt));
                return;
            }

            await Task.Delay(Math.Min(1000, 50 << Math.Min(attempt, 5)));
        }
    }

    private Task<(MessageId, ConversationId, long)?> Hook(string identity, string channel, string id, string text)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { type = "message.received", data = new { identity, name = identity, text } });
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server, $"/hooks/{_store}/{channel}")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("webhook-signature", "v1," + Sign(id, timestamp, body));
        return Call(request);
    }

    private Task<(MessageId, ConversationId, long)?> Widget(string token, string id, string text)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server, $"/widget/{_store}/messages")) { Content = JsonContent.Create(new { id, text }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return Call(request);
    }

    private async Task<string> Visitor()
    {
        while (true)
        {
            try
            {
                using var answer = await _http.PostAsJsonAsync(new Uri(_server, $"/widget/{_store}/session"), new { });
                if (answer.IsSuccessStatusCode)
                {
                    return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
                }
            }
            catch (Exception e) when (Unanswered(e))
            {
                // As with a message: until it is answered.
            }

            await Task.Delay(200);
        }
    }

    /// <summary>A connection that is reset as soon as it is accepted fails with the socket's own exception.</summary>
    internal static bool Unanswered(Exception error) => error is HttpRequestException or OperationCanceledException or IOException or SocketException;

    /// <summary>Null when it has to be sent again.</summary>
    private async Task<(MessageId, ConversationId, long)?> Call(HttpRequestMessage request)
    {
        using (request)
        {
            try
            {
                using var answer = await _http.SendAsync(request);
                if (answer.StatusCode == HttpStatusCode.Accepted)
                {
                    var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
                    return (
                        MessageId.Parse(json.GetProperty("message").GetString()!, null),
                        ConversationId.Parse(json.GetProperty("conversation").GetString()!, null),
                        json.GetProperty("sequence").GetInt64());
                }

                if ((int)answer.StatusCode is < 500 and not 429)
                {
                    _recorder.Refused($"{request.RequestUri!.AbsolutePath} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
                }
                else
                {
                    Failures.AddOrUpdate($"{(int)answer.StatusCode}", 1, (_, n) => n + 1);
                }
            }
            catch (Exception e) when (Unanswered(e))
            {
                Failures.AddOrUpdate((e as HttpRequestException)?.HttpRequestError.ToString() ?? e.GetType().Name, 1, (_, n) => n + 1);
            }

            return null;
        }
    }

    /// <summary>Calls that failed, by kind.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<string, int> Failures { get; } = new();

    private static string Sign(string id, string timestamp, byte[] body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Office.Key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return Convert.ToBase64String(hmac.GetHashAndReset());
    }
}
