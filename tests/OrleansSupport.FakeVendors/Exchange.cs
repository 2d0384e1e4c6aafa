using System.Globalization;

namespace OrleansSupport.FakeVendors;

/// <summary>What all fake vendors do alike: take note, delay, fail, answer.</summary>
internal static class Exchange
{
    /// <summary>Runs one request through the room's orders.</summary>
    /// <param name="context">The request.</param>
    /// <param name="error">The vendor's error body for a mode, and the status if the mode is none: (mode) -> (status, body).</param>
    /// <param name="answer">The vendor's answer: (request body, mode) -> JSON.</param>
    public static async Task Run(HttpContext context, Func<string, (int Status, object Body)> error, Func<string, string, object> answer)
    {
        var room = (Room)context.Items["room"]!;
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        var orders = room.Receive(body, KeyOf(context.Request));
        switch (orders.Mode)
        {
            case "hang":
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            case "hold":
                await room.Released;
                break;
            case "garbage":
                await context.Response.WriteAsync("<html><body>Welcome to the hotel's network</body></html>");
                return;
            case "wrong":
                await context.Response.WriteAsJsonAsync(new { status = "fine" });
                return;
            case "empty":
                return;
        }
        if (int.TryParse(orders.Mode, CultureInfo.InvariantCulture, out var status) || orders.Mode is "quota" or "rate" or "unsupported" or "toolong" or "badkey")
        {
            var (own, content) = error(orders.Mode);
            context.Response.StatusCode = status != 0 ? status : own;
            if (orders.RetryAfter is { } wait)
            {
                context.Response.Headers.RetryAfter = wait;
            }
            await context.Response.WriteAsJsonAsync(content);
            return;
        }
        await context.Response.WriteAsJsonAsync(answer(body, orders.Mode));
    }

    /// <summary>The key, wherever the vendor wants it.</summary>
    private static string KeyOf(HttpRequest request) =>
        $"{request.Headers.Authorization}{request.Headers["Ocp-Apim-Subscription-Key"]}{request.Query["key"]}";
}
