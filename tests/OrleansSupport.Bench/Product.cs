using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Npgsql;

namespace OrleansSupport.Bench;

/// <summary>Who is measured: the product or the floor, as a process of its own.</summary>
internal abstract class Subject(Child child, Uri address, DatabaseServer database, string databaseName) : IAsyncDisposable
{
    public int Process => child.Id;

    public Uri Address => address;

    public DatabaseServer Database => database;

    public ProcessorTime Processor { get; } = new(child.Id, database, databaseName);

    public Generator Generator { get; } = new(address);

    /// <summary>The cookies of each agent who may sit at a console; the floor's only one has none.</summary>
    public IReadOnlyList<string> Agents { get; protected set; } = [""];

    public bool SaysHello { get; protected init; }

    public virtual ValueTask DisposeAsync()
    {
        Generator.Dispose();
        return child.DisposeAsync();
    }
}

internal sealed class FloorApp : Subject
{
    private FloorApp(Child child, Uri address, DatabaseServer database)
        : base(child, address, database, DatabaseServer.Floor)
    {
    }

    public static async Task<FloorApp> Start(DatabaseServer database, string folder)
    {
        await database.MakeFloorTables();
        var (child, line) = await Child.Start(
            Child.Program("Floor"), [], new Dictionary<string, string> { ["connection"] = database.ConnectionString(DatabaseServer.Floor) },
            Path.Combine(folder, "floor.log"), line => line.StartsWith("http", StringComparison.Ordinal));
        return new FloorApp(child, new Uri(line), database);
    }
}

/// <summary>The product's own release build with its embedded PostgreSQL, a store with a signed channel, and agents.</summary>
internal sealed class Product : Subject
{
    public const string AdminEmail = "admin@lumen.example";
    public const string Password = "only-for-this-bench";

    private Product(Child child, Uri address, DatabaseServer database, string databaseName = DatabaseServer.Product)
        : base(child, address, database, databaseName) => SaysHello = true;

    /// <summary>Only its database.</summary>
    public static async Task<(Child Child, DatabaseServer Database)> StartDatabase(string folder, IReadOnlyDictionary<string, string>? settings = null)
    {
        var (child, _) = await Child.Start(
            Child.Program("Product"), ["database"], new Dictionary<string, string>(Environment(folder).Concat(settings ?? ImmutableDictionary<string, string>.Empty)), Path.Combine(folder, "database.log"),
            line => line.Contains("The database is ready", StringComparison.Ordinal));
        return (child, await DatabaseServer.In(Data(folder)));
    }

    public static async Task<Product> Start(string folder, Options options)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var (child, _) = await Child.Start(
            options.Product, ["--urls", address.ToString()], new Dictionary<string, string>(Environment(folder).Concat(options.Set)), Path.Combine(folder, "product.log"),
            line => line.Contains("OrleansSupport is running", StringComparison.Ordinal));
        var product = new Product(child, address, await DatabaseServer.In(Data(folder)));
        try
        {
            await product.Furnish(Math.Max(1, options.Consoles));
            return product;
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }

    /// <summary>On a database of its own, as a cluster of its own; nothing is furnished.</summary>
    public static async Task<Product> On(DatabaseServer database, string name, string folder, Options options)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var settings = new Dictionary<string, string>(Environment(folder))
        {
            ["ConnectionStrings__OrleansSupport"] = new NpgsqlConnectionStringBuilder(database.ConnectionString(name)) { MaxPoolSize = 40 }.ConnectionString,
            ["Cluster__SiloPort"] = $"{FreePort()}",
            ["Cluster__GatewayPort"] = $"{FreePort()}",
            ["Cluster__DrainSeconds"] = "0",
            ["Translation__Providers__0__Kind"] = "none",
        };
        var (child, _) = await Child.Start(
            options.Product, ["--urls", address.ToString()], new Dictionary<string, string>(settings.Concat(options.Set)), Path.Combine(folder, $"{name}.log"),
            line => line.Contains("OrleansSupport is running", StringComparison.Ordinal));
        return new Product(child, address, database, name);
    }

    /// <summary>Whose consoles connect to it.</summary>
    public void Seat(IReadOnlyList<string> cookies) => Agents = cookies;

    private static string Data(string folder) => Path.Combine(folder, "data");

    private static Dictionary<string, string> Environment(string folder) => new()
    {
        ["Postgres__DataDirectory"] = Data(folder),
        ["Admin__Password"] = Password,
        ["Demo__Store"] = "false",
        ["Web__SignInsPerMinute"] = "100000000",
        ["Web__CallsPerMinute"] = "100000000",
        ["Web__HooksPerMinute"] = "100000000",
    };

    private async Task Furnish(int agents)
    {
        var (admin, _) = await Session.SignIn(Address, AdminEmail, Password);
        using (admin)
        {
            await Session.Put(admin, $"/api/v1/stores/{Generator.Store}", new JsonObject
            {
                ["name"] = "Bench",
                ["language"] = "en",
                ["team"] = "bench",
                ["channels"] = new JsonArray(new JsonObject
                {
                    ["id"] = Generator.Channel,
                    ["kind"] = "Signed",
                    ["weight"] = 1,
                    ["secret"] = "whsec_" + Convert.ToBase64String(Generator.Key),
                }),
            });
            var cookies = new List<string>();
            for (var i = 0; i < agents; i++)
            {
                var email = $"agent{i}@bench.example";
                await Session.Put(admin, $"/api/v1/agents/{email}", new JsonObject
                {
                    ["name"] = $"Agent {i}",
                    ["role"] = "Agent",
                    ["capacity"] = 1000,
                    ["email"] = email,
                    ["password"] = Password,
                    ["languages"] = new JsonArray(new JsonObject { ["code"] = "en", ["proficiency"] = "Native" }),
                    ["teams"] = new JsonArray("bench"),
                    ["stores"] = new JsonArray(Generator.Store),
                });
                var (agent, cookie) = await Session.SignIn(Address, email, Password);
                agent.Dispose();
                cookies.Add(cookie);
            }

            Agents = cookies;
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
