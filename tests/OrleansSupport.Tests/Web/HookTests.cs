using System.Net;
using System.Text;
using OrleansSupport.Contracts;
using OrleansSupport.Contracts.Conversations;
using OrleansSupport.Tests.Web.Support;
using OrleansSupport.Web.Hooks;

namespace OrleansSupport.Tests.Web;

public sealed class HookTests(WebFixture web) : IClassFixture<WebFixture>
{
    // Made with: printf '%s' 'msg_1.1700000000.{"a":"ñ"}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:… -binary | base64
    private const string KnownBody = "{\"a\":\"ñ\"}";
    private const string KnownSignature = "v1,skwRuEwJpXueQStREdtNMpNw8fMkdVyvKHa11sPxFuE=";
    private static readonly DateTimeOffset KnownTime = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [Fact]
    public void The_example_of_the_standard_verifies() => Assert.Equal(WebhookVerdict.Valid, StandardWebhook.Verify(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "{\"test\": 2432232314}"u8, FakeWorld.Secret, DateTimeOffset.FromUnixTimeSeconds(1614265330)));

    [Fact]
    public void A_signature_made_with_openssl_verifies_over_the_bytes_as_they_are() => Assert.Equal(WebhookVerdict.Valid, Verify());

    [Theory]
    [InlineData("v1,AAAA v2,x v1,@KNOWN@")]
    [InlineData("v1,@KNOWN@ v1,AAAA")]
    public void One_right_signature_among_several_is_enough(string signatures) => Assert.Equal(WebhookVerdict.Valid, Verify(signatures: signatures));

    [Theory]
    [InlineData("v1,AAAA")]
    [InlineData("v2,@KNOWN@")]
    [InlineData("@KNOWN@")]
    [InlineData("v1,")]
    [InlineData("v1,not base64")]
    [InlineData("v1,@KNOWN@AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Any_other_signature_is_refused(string signatures) => Assert.Equal(WebhookVerdict.BadSignature, Verify(signatures: signatures));

    [Fact]
    public void What_was_signed_cannot_be_changed()
    {
        Assert.Equal(WebhookVerdict.BadSignature, Verify(id: "msg_2"));
        Assert.Equal(WebhookVerdict.BadSignature, Verify(timestamp: "1700000001"));
        Assert.Equal(WebhookVerdict.BadSignature, Verify(body: "{\"a\":\"n\"}"));
        Assert.Equal(WebhookVerdict.BadSignature, Verify(body: KnownBody + " "));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_####")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_c2hvcnQ=")]
    public void Without_a_proper_secret_nothing_is_valid(string? secret) => Assert.Equal(WebhookVerdict.BadSignature, Verify(secret: secret));

    [Theory]
    [InlineData(301, WebhookVerdict.BadTimestamp)]
    [InlineData(-301, WebhookVerdict.BadTimestamp)]
    [InlineData(300, WebhookVerdict.Valid)]
    [InlineData(-300, WebhookVerdict.Valid)]
    public void Five_minutes_either_way_are_tolerated(int seconds, object expected) =>
        Assert.Equal((WebhookVerdict)expected, Verify(now: KnownTime.AddSeconds(seconds)));

    [Theory]
    [InlineData("x")]
    [InlineData("1700000000.0")]
    [InlineData("-1700000000")]
    [InlineData("99999999999999999999")]
    [InlineData("9223372036854775807")]
    public void A_timestamp_is_whole_seconds(string timestamp) => Assert.Equal(WebhookVerdict.BadTimestamp, Verify(timestamp: timestamp));

    [Fact]
    public async Task A_signed_message_reaches_its_customer_and_its_repeat_gets_the_same_answer()
    {
        var body = "{\"type\":\"message.received\",\"data\":{\"identity\":\"buyer-7\",\"text\":\"¿Dónde está?\",\"name\":\"Ana\\nB\",\"extra\":1}}";
        var first = await Post("lumen", "wh-1", body);
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        var again = await Post("lumen", "wh-1", body);
        Assert.Equal(await Text(first), await Text(again));
        var message = Assert.Single(web.World.Customer(CustomerId.Of("lumen", "shop", "buyer-7")).Messages);
        Assert.Equal(("wh-1", "¿Dónde está?", "Ana B"), (message.ExternalId, message.Text, message.Name));
    }

    [Fact]
    public async Task The_messages_own_id_goes_before_the_webhooks()
    {
        await Post("lumen", "wh-2", "{\"type\":\"message.received\",\"data\":{\"id\":\"own\",\"identity\":\"buyer-8\",\"text\":\"Hi\"}}");
        Assert.Equal("own", Assert.Single(web.World.Customer(CustomerId.Of("lumen", "shop", "buyer-8")).Messages).ExternalId);
    }

    [Fact]
    public async Task A_receipt_is_taken_only_from_the_conversations_own_channel()
    {
        var (conversation, _, message) = web.World.Lumen;
        var body = $"{{\"type\":\"message.delivered\",\"data\":{{\"conversation\":\"{conversation}\",\"message\":\"{message}\"}}}}";
        Assert.Equal(HttpStatusCode.Accepted, (await Post("lumen", "wh-3", body)).StatusCode);
        Assert.Equal(new DeliveryChanged(message, DeliveryState.Delivered, 0, null), Assert.Single(web.World.Conversation(conversation).Commands));
        await (await Post("other", "wh-3", body)).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task What_cannot_be_taken_is_refused_with_a_clear_code()
    {
        const string good = "{\"type\":\"message.received\",\"data\":{\"identity\":\"b\",\"text\":\"Hi\"}}";
        await (await Post("nowhere", "wh", good)).IsProblem(404, "not_found");
        await (await Post("lumen", "wh", good, channel: "chat")).IsProblem(404, "not_found");
        await (await Post("lumen", "", good)).IsProblem(400, "invalid");
        await (await Post("lumen", "wh", good, tamper: true)).IsProblem(401, "invalid_signature");
        await (await Post("lumen", "wh", good, age: TimeSpan.FromMinutes(6))).IsProblem(401, "timestamp_out_of_range");
        await (await Post("lumen", "wh", "{")).IsProblem(400, "invalid_json");
        await (await Post("lumen", "wh", "{\"type\":\"message.received\",\"data\":{\"identity\":\"b\"}}")).IsProblem(400, "invalid_json");
        await (await Post("lumen", "wh", "{\"type\":\"order.paid\",\"data\":{}}")).IsProblem(400, "unknown_type");
        await (await Post("lumen", "wh", "{\"type\":\"message.received\",\"data\":{\"identity\":\"b\",\"text\":\"\\ud800\"}}")).IsProblem(400, "invalid_json");
        await (await Post("lumen", "wh", new string(' ', 2_000_000))).IsProblem(413, "body_too_large");
    }

    private static WebhookVerdict Verify(
        string id = "msg_1", string timestamp = "1700000000", string? signatures = null, string body = KnownBody, string? secret = FakeWorld.Secret, DateTimeOffset? now = null) =>
        StandardWebhook.Verify(id, timestamp, (signatures ?? "v1,@KNOWN@").Replace("@KNOWN@", KnownSignature[3..], StringComparison.Ordinal), Encoding.UTF8.GetBytes(body), secret, now ?? KnownTime);

    private static Task<string> Text(HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private async Task<HttpResponseMessage> Post(string store, string id, string body, string channel = "shop", bool tamper = false, TimeSpan age = default)
    {
        using var shop = web.Anonymous();
        var timestamp = (web.Time.GetUtcNow() - age).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var key = Convert.FromBase64String(FakeWorld.Secret["whsec_".Length..]);
        var signature = Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));
        return await shop.Send(HttpMethod.Post, $"/hooks/{store}/{channel}", Browser.Raw(tamper ? body + " " : body),
            ("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", "v1," + signature));
    }
}
