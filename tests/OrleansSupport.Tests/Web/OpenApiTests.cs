using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansSupport.Tests.Web.Support;

namespace OrleansSupport.Tests.Web;

public sealed class OpenApiTests(WebFixture web) : IClassFixture<WebFixture>
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_checked_in_description_is_what_the_server_gives()
    {
        var path = Path.Combine(Folder(), "..", "..", "..", "src", "OrleansSupport.Web", "openapi.json");
        var given = await Description();
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(path, given.ToJsonString(Readable) + "\n", TestContext.Current.CancellationToken);
        }

        var checkedIn = JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.True(JsonNode.DeepEquals(checkedIn, given), "The API has changed: look at the difference after UPDATE_OPENAPI=1, and check the file in.");
    }

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_a_summary_and_says_who_may_call()
    {
        var document = await Description();
        Assert.StartsWith("3.1", document["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => (Path: path.Key, Operation: operation.Value!))).ToList();
        Assert.True(operations.Count > 30);
        Assert.Equal(operations.Count, operations.Select(o => o.Operation["operationId"]?.GetValue<string>()).Distinct().Count());
        Assert.All(operations, o => Assert.NotNull(o.Operation["summary"]));
        Assert.Equal(
            ["/api/v1/session", "/api/v1/session", "/api/v1/session", "/hooks/{store}/{channel}", "/widget/{store}/session"],
            operations.Where(o => o.Operation["security"] is null).Select(o => o.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Secrets_of_channels_are_nowhere_but_where_they_are_made()
    {
        var document = await Description();
        Assert.DoesNotContain("StoreSettings", document["components"]!["schemas"]!.AsObject().Select(schema => schema.Key));
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    private async Task<JsonNode> Description()
    {
        using var client = web.Client();
        return JsonNode.Parse(await (await client.Get("/openapi/v1.json")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }
}
