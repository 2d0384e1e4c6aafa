namespace OrleansSupport.FakeVendors;

/// <summary>For tests: PUT /control {mode, times, retryAfter}; GET /control tells what was asked.</summary>
internal static class ControlApi
{
    public static void Map(WebApplication app)
    {
        app.MapPut("/control", (HttpContext context, Orders orders) => RoomOf(context).Order(orders));
        app.MapGet("/control", (HttpContext context) => new { requests = RoomOf(context).Requests.ToArray(), keys = RoomOf(context).Keys.ToArray() });
    }

    private static Room RoomOf(HttpContext context) => (Room)context.Items["room"]!;
}
