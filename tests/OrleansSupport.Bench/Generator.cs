using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace OrleansSupport.Bench;

/// <summary>Somebody else's shop system: signs webhooks and posts them. The floor gets the same bytes.</summary>
internal sealed class Generator : IDisposable
{
    public const string Store = "bench";
    public const string Channel = "shop";
    public static readonly byte[] Key = SHA256.HashData("only-for-this-bench"u8);

    private static long numbers;

    private readonly HttpClient _http;
    private readonly Uri _address;

    public Generator(Uri server)
    {
        _address = new Uri(server, $"/hooks/{Store}/{Channel}");
        _http = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10) });
    }

    /// <summary>A number that no message of this run has had.</summary>
    public static long NewNumber() => Interlocked.Increment(ref numbers);

    /// <summary>For a database that knows messages of earlier runs.</summary>
    public static void CountFrom(long number) => numbers = number;

    /// <summary>The number that stands at the head of a message's text.</summary>
    public static string Mark(long number) => string.Create(CultureInfo.InvariantCulture, $"#{number} ");

    public static string Buyer(long number) => string.Create(CultureInfo.InvariantCulture, $"buyer-{number}");

    public async Task Send(long buyer, long number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"msg-{number}");
        var body = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"type":"message.received","data":{"identity":"{{{Buyer(buyer)}}}","name":"Buyer {{{buyer}}}","text":"{{{Mark(number)}}}{{{Words.Of(buyer)}}}"}}"""));
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("webhook-signature", "v1," + Sign(id, timestamp, body));
        using var response = await _http.SendAsync(request);
        if (response.StatusCode != HttpStatusCode.Accepted)
        {
            throw new InvalidOperationException($"{_address} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    /// <summary>Closed loop: so many in flight, each with buyers of its own, the next as soon as the last is answered.</summary>
    /// <param name="fresh">Every message comes from a buyer who has never written.</param>
    /// <returns>Messages and seconds.</returns>
    public async Task<(long Messages, double Seconds)> Run(int inFlight, int buyers, TimeSpan time, bool fresh = false)
    {
        using var end = new CancellationTokenSource();
        var sent = 0L;
        var started = Stopwatch.GetTimestamp();
        var tasks = Enumerable.Range(0, inFlight).Select(worker => Task.Run(async () =>
        {
            for (long buyer = worker; !end.IsCancellationRequested; buyer += inFlight)
            {
                var number = NewNumber();
                await Send(fresh ? 1_000_000 + number : buyer % buyers, number);
                Interlocked.Increment(ref sent);
            }
        })).ToArray();
        await Task.WhenAny(Task.Delay(time), Task.WhenAny(tasks)); // one that fails ends the run
        await end.CancelAsync();
        await Task.WhenAll(tasks);
        return (sent, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    public void Dispose() => _http.Dispose();

    private static string Sign(string id, string timestamp, byte[] body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return Convert.ToBase64String(hmac.GetHashAndReset());
    }
}
