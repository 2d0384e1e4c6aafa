using OrleansSupport.Tests.Postgres;

namespace OrleansSupport.Tests.Cluster;

/// <summary>Tests that each have a silo and a database of their own, with one store in them.</summary>
public abstract class OnCluster(PostgresFixture postgres) : IAsyncLifetime
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected SupportCluster Cluster { get; private set; } = null!;

    protected PostgresFixture Server => postgres;

    public virtual async ValueTask InitializeAsync()
    {
        Cluster = await SupportCluster.Start(postgres);
        await Cluster.AddStore();
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
