using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace OrleansSupport.Bench;

/// <summary>Asks a .NET process over its diagnostics socket for full collections, and reads the heap that is left.</summary>
internal static class Diagnostics
{
    private const long CollectHeap = 0x800000;
    private static readonly string[] Sizes = ["gen-0-size", "gen-1-size", "gen-2-size", "loh-size", "poh-size"];

    public static async Task Collect(int process)
    {
        if (Socket(process) is { } address)
        {
            await Session(address, "Microsoft-Windows-DotNETRuntime", CollectHeap, 4, "", TimeSpan.FromSeconds(0.2));
        }
    }

    /// <returns>Bytes that the last collection has left, without the holes between them; not a number where the process could not be asked.</returns>
    public static async Task<double> LiveHeap(int process)
    {
        if (Socket(process) is not { } address)
        {
            return double.NaN;
        }

        var counters = await Session(address, "System.Runtime", -1, 4, "EventCounterIntervalSec=1", TimeSpan.FromSeconds(2.5));
        return Sizes.Sum(size => Counter(counters, size)) * (1 - (Counter(counters, "gc-fragmentation") / 100));
    }

    private static string? Socket(int process) => Directory.GetFiles(Path.GetTempPath(), $"dotnet-diagnostic-{process}-*-socket").FirstOrDefault();

    /// <summary>A counter's payload: name, display name, mean, …</summary>
    private static double Counter(ReadOnlySpan<byte> stream, string name)
    {
        var wanted = Encoding.Unicode.GetBytes(name + '\0');
        var at = stream.LastIndexOf(wanted);
        if (at < 0)
        {
            return double.NaN;
        }

        at += wanted.Length;
        while (at + 10 < stream.Length && (stream[at] | stream[at + 1]) != 0)
        {
            at += 2;
        }

        return BinaryPrimitives.ReadDoubleLittleEndian(stream[(at + 2)..]);
    }

    private static async Task<byte[]> Session(string address, string provider, long keywords, int level, string filter, TimeSpan time)
    {
        using var socket = await Connect(address);
        using var payload = new MemoryStream();
        using (var writer = new BinaryWriter(payload, Encoding.Unicode, leaveOpen: true))
        {
            writer.Write(16); // buffer, MB
            writer.Write(1); // nettrace
            writer.Write((byte)0); // no rundown
            writer.Write(1); // providers
            writer.Write(keywords);
            writer.Write(level);
            Write(writer, provider);
            Write(writer, filter);
        }

        await Send(socket, 3, payload.ToArray()); // CollectTracing2
        var head = new byte[28];
        await socket.ReceiveAll(head);
        using var stream = new MemoryStream();
        var reading = Drain(socket, stream);
        await Task.Delay(time);
        using (var stopper = await Connect(address))
        {
            await Send(stopper, 1, head[20..]); // StopTracing
            await reading.WaitAsync(TimeSpan.FromSeconds(10));
        }

        return stream.ToArray();
    }

    private static void Write(BinaryWriter writer, string text)
    {
        writer.Write(text.Length + 1);
        writer.Write(Encoding.Unicode.GetBytes(text + '\0'));
    }

    private static async Task<System.Net.Sockets.Socket> Connect(string address)
    {
        var socket = new System.Net.Sockets.Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(address));
        return socket;
    }

    private static async Task Send(Socket socket, byte command, byte[] payload)
    {
        var message = new byte[20 + payload.Length];
        "DOTNET_IPC_V1\0"u8.CopyTo(message);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(14), (ushort)message.Length);
        message[16] = 2; // EventPipe
        message[17] = command;
        payload.CopyTo(message, 20);
        await socket.SendAsync(message);
    }

    private static async Task ReceiveAll(this Socket socket, byte[] buffer)
    {
        for (var at = 0; at < buffer.Length;)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(at));
            at += received > 0 ? received : throw new IOException("The process closed its diagnostics socket.");
        }
    }

    private static async Task Drain(Socket socket, MemoryStream stream)
    {
        var buffer = new byte[64 * 1024];
        int received;
        while ((received = await socket.ReceiveAsync(buffer)) > 0)
        {
            stream.Write(buffer, 0, received);
        }
    }
}
