using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Cluster;

/// <summary>
/// The version before this one beside it, as in an update without a pause. PREVIOUS_HOST names that version's
/// OrleansSupport.Host.dll; the test command builds it from the commit before.
/// </summary>
public sealed class MixedVersionTests(PostgresFixture postgres)
{
    [Fact]
    public async Task An_update_from_the_previous_version_under_traffic_loses_nothing_and_fails_no_call_made_twice()
    {
        var previous = Environment.GetEnvironmentVariable("PREVIOUS_HOST");
        Assert.SkipWhen(string.IsNullOrEmpty(previous), "PREVIOUS_HOST is not set: no build of the version before.");
        var connection = await postgres.CreateEmptyDatabaseAsync(); // the old version's own migrations first
        HostProcess.Ports[] ports = [HostProcess.Ports.Free(), HostProcess.Ports.Free()];
        HostProcess[] nodes =
        [
            await HostProcess.Start(connection, ports: ports[0], program: previous),
            await HostProcess.Start(connection, ports: ports[1], program: previous),
        ];
        HttpClient[] clients = [.. nodes.Select(node => node.Client(nodes[0].ApiKey))];
        try
        {
            await using var traffic = new Traffic(clients);
            await traffic.More(50);
            for (var i = 0; i < nodes.Length; i++)
            {
                await nodes[i].Signal("TERM");
                await nodes[i].Exited();
                nodes[i] = await HostProcess.Start(connection, ports: ports[i]);

                // Now the two versions carry each other's calls; and then, the other one replaced too, the new reads what the old has saved.
                await traffic.More(200);
            }

            await traffic.Stop();
            Assert.Empty(traffic.Failed);
            await traffic.AssertInLogOnce(connection);
        }
        finally
        {
            foreach (var (node, client) in nodes.Zip(clients))
            {
                await node.DisposeAsync();
                client.Dispose();
            }
        }
    }
}
