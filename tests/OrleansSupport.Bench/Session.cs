using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace OrleansSupport.Bench;

/// <summary>Signs in to the product as its pages do.</summary>
internal static class Session
{
    public static async Task<(HttpClient Client, string Cookies)> SignIn(Uri server, string email, string password)
    {
        var jar = new CookieContainer();
        var client = new HttpClient(new SocketsHttpHandler { CookieContainer = jar, UseProxy = false }) { BaseAddress = server };
        using var hello = await client.GetAsync("/api/v1/session");
        Show(client, jar.GetCookies(server));
        using var signedIn = await client.PostAsJsonAsync("/api/v1/session", new { email, password });
        await Check(signedIn);
        Show(client, jar.GetCookies(server));
        return (client, jar.GetCookieHeader(server));
    }

    /// <summary>The page's token goes back as a header.</summary>
    private static void Show(HttpClient client, CookieCollection cookies)
    {
        client.DefaultRequestHeaders.Remove("X-XSRF-TOKEN");
        client.DefaultRequestHeaders.Add("X-XSRF-TOKEN", Uri.UnescapeDataString(cookies["XSRF-TOKEN"]?.Value ?? ""));
    }

    public static async Task Put(HttpClient client, string path, JsonObject body)
    {
        using var answer = await client.PutAsJsonAsync(path, body);
        await Check(answer);
    }

    private static async Task Check(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
    }
}
