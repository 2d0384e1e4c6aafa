using System.Net;
using Microsoft.Extensions.Time.Testing;
using OrleansSupport.Tests.Web.Support;
using OrleansSupport.Web.Access;

namespace OrleansSupport.Tests.Web;

public sealed class RateLimitTests
{
    [Fact]
    public void A_window_fills_says_what_is_left_and_starts_anew()
    {
        var time = new FakeTimeProvider();
        var limits = new RateLimits(time);
        var limit = new RateLimit("x", 2);
        Assert.Equal(new RateAnswer(true, 1, 60), limits.Take(limit, "a"));
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(new RateAnswer(true, 0, 40), limits.Take(limit, "a"));
        Assert.Equal(new RateAnswer(false, 0, 40), limits.Take(limit, "a"));
        Assert.True(limits.Take(limit, "b").Allowed);
        time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(new RateAnswer(true, 1, 60), limits.Take(limit, "a"));
    }

    [Fact]
    public async Task Too_many_attempts_to_sign_in_are_told_when_to_come_back()
    {
        var web = new WebFixture { Settings = { ["Web:SignInsPerMinute"] = "2" } };
        await using var _ = web;
        await web.InitializeAsync();
        using var browser = web.Anonymous();
        await browser.SignIn(FakeWorld.Mia, "wrong");
        await browser.SignIn(FakeWorld.Mia, "wrong");
        var third = await browser.SignIn(FakeWorld.Mia, FakeWorld.Password);
        await third.IsProblem(429, "rate_limited");
        Assert.Equal("60", Assert.Single(third.Headers.GetValues("Retry-After")));
        web.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await browser.SignIn(FakeWorld.Mia, FakeWorld.Password)).StatusCode);
    }
}
