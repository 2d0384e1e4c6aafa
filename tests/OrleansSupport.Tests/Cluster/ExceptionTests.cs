using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Serialization;
using OrleansSupport.Contracts;
using OrleansSupport.Silo;

namespace OrleansSupport.Tests.Cluster;

public sealed class ExceptionTests
{
    [Fact]
    public void What_the_database_driver_throws_reaches_a_caller_on_another_node()
    {
        var services = new ServiceCollection();
        services.AddSerializer();
        services.AddSupportDatabase("Host=nowhere");
        using var provider = services.BuildServiceProvider();
        var serializer = provider.GetRequiredService<Serializer<Exception>>();
        Exception[] thrown =
        [
            new NpgsqlException("Failed to connect", new IOException("reset")), new NpgsqlException("Failed to connect", new SocketException((int)SocketError.ConnectionRefused)),
            new NpgsqlException("Exception while reading", new TimeoutException()), new PostgresException("starting up", "FATAL", "FATAL", "57P03"),
        ];

        foreach (var error in thrown)
        {
            var alone = serializer.Deserialize(serializer.SerializeToArray(error))!;
            Assert.IsType(error.GetType(), alone);
            Assert.True(Unavailable.Says(alone));

            // As a failed activation wraps it.
            var back = serializer.Deserialize(serializer.SerializeToArray(new OrleansException("Failed to activate grain.", error)));
            Assert.IsType<OrleansException>(back);
            Assert.Equal(error.Message, back.InnerException!.Message);
        }
    }
}
