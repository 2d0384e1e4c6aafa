using System.Net;
using System.Net.Sockets;

namespace OrleansSupport.Faults;

internal static class FreePort
{
    /// <summary>Below those that systems give to outgoing connections: a node that ends and starts again finds its own still free.</summary>
    public static int Take()
    {
        while (true)
        {
            try
            {
                var port = Random.Shared.Next(15_000, 32_000);
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: another.
            }
        }
    }
}
