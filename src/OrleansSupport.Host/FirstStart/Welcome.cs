namespace OrleansSupport.Host.FirstStart;

/// <summary>What a person who has just started the product needs: where it is and how to get in.</summary>
internal static class Welcome
{
    public static void Print(WebApplication app, Welcomed welcome)
    {
        var address = app.Urls.FirstOrDefault() ?? Node.DefaultAddress;
        var lines = new List<string> { "", "  OrleansSupport is running", "", $"  Console   {address}/" };
        if (welcome.DemoStore)
        {
            lines.Add($"  Widget    {address}/try/{DemoStore.Id}");
        }

        lines.Add($"  API       {address}/openapi/v1.json");
        lines.Add("");
        lines.Add(welcome.AdminPassword is { } password
            ? $"  Sign in   {app.Configuration["Admin:Email"] ?? Seed.AdminEmail}   {password}      (shown once)"
            : $"  Sign in   {app.Configuration["Admin:Email"] ?? Seed.AdminEmail}   (the password was shown at the first start; --reset-admin makes a new one)");
        if (welcome.AgentPassword is { } agents)
        {
            lines.Add($"  Agents    {string.Join(", ", DemoStore.People.Select(p => p.Email))}");
            lines.Add($"            {agents}      (for each of them, shown once)");
        }

        if (welcome.ApiKey is { } key)
        {
            lines.Add($"  API key   {key}      (shown once)");
            lines.Add($"  Webhook   {address}/hooks/{DemoStore.Id}/erp   {welcome.ChannelSecret}      (shown once)");
        }

        lines.Add("");
        // To the terminal itself and not to the log: a password is for the person who sits there.
        Console.Out.WriteLine(string.Join(Environment.NewLine, lines));
        Console.Out.Flush();
    }
}
