using System.Globalization;
using OrleansSupport.Bench;

// Measures the product's own release build beside floors taken in the same run. See README.md.
if (args is [Memory.Clients, var address, var count, var greeting])
{
    await Memory.BeClients(address, int.Parse(count, CultureInfo.InvariantCulture), greeting == "hello");
    return 0;
}

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine("""
        Usage: dotnet run -c Release --project tests/OrleansSupport.Bench -- [options]
          --quick                 a few seconds each, one round: does it run at all
          --only sla,appends,loop,latency,memory,scale,nodes
          --in-flight 1,8,32,128
          --rounds 5  --slice 4   rounds, and seconds in each
          --consoles 20           connected while messages run
          --idle-consoles 2000    for the memory figure
          --set NAME=VALUE        a setting for the product alone; may be repeated
          --product <program>     another build of OrleansSupport.Host
          --sizes 1000,100000     open conversations, for scale
          --keep <folder>         keeps data there; scale takes large databases of an earlier run as they are
          --json <file>           the figures for a program to read
          --hold <seconds>        only loads the product, for a profiler (with --new-buyers: first messages)
        """);
    return 2;
}

if (!OperatingSystem.IsLinux())
{
    Console.Error.WriteLine("Processor time is read from /proc: Linux only.");
    return 2;
}

var report = new Report();
var folder = (options.Keep is { } keep ? Directory.CreateDirectory(keep) : Directory.CreateTempSubdirectory("orleans-support-bench-")).FullName;
File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute); // PostgreSQL runs as nobody for root
var failed = true;
try
{
    if (options.Only.Contains("sla") && options.Hold == TimeSpan.Zero)
    {
        DueTimes.Run(options, report);
    }

    if (options.Only.Contains("appends") && options.Hold == TimeSpan.Zero)
    {
        await Appends.Run(options, folder, report);
    }

    if (options.Only.Contains("scale") && options.Hold == TimeSpan.Zero)
    {
        await Scale.Run(options, folder, report);
    }

    if (options.Only.Contains("nodes") && options.Hold == TimeSpan.Zero)
    {
        await Nodes.Run(options, folder, report);
    }

    if (options.Only.Any(part => part is not ("sla" or "appends" or "scale" or "nodes")))
    {
        report.Progress("starting product and floor");
        await using var product = await Product.Start(folder, options);
        await using var floor = await FloorApp.Start(product.Database, folder);
        if (options.Only.Contains("memory") && options.Hold == TimeSpan.Zero)
        {
            await Memory.Run(options, product, floor, report);
        }

        if (options.Only.Contains("latency") && options.Hold == TimeSpan.Zero)
        {
            await Latency.Run(options, product, floor, report);
        }

        if (options.Only.Contains("loop"))
        {
            await Loop.Run(options, product, floor, report);
        }
    }

    failed = false;
}
finally
{
    report.Print();
    if (failed)
    {
        Console.Error.WriteLine($"Logs are in {folder}.");
    }
    else if (options.Keep is null)
    {
        Directory.Delete(folder, recursive: true);
    }
}

if (options.Json is { } file)
{
    await report.Save(file);
}

return 0;
