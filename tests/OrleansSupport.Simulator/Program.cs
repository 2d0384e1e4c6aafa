using System.Diagnostics;
using OrleansSupport.Contracts.Assignment;
using OrleansSupport.Simulator;

// dotnet run -c Release --project tests/OrleansSupport.Simulator [-- decisions | -- --seed 7]
if (args is ["decisions"])
{
    Decisions.Print();
    return 0;
}

var seed = args is ["--seed", var given] ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : 20261123;
var day = Day.Of(seed, buyers: 50_000, agents: 300);
Console.WriteLine($"{day.Buyers.Count:N0} conversations, {day.Buyers.Sum(b => b.Rounds.Length):N0} answers, {day.Workers.Count} agents in {day.Workers.Select(w => w.Zone).Distinct().Count()} zones (seed {seed})");
Compare(Costs.Default, $"An answer takes {Costs.Default.Fluent:P0} longer in a second language, {Costs.Default.Assisted:P0} through translation, {Costs.Default.UnknownBuyer:P0} for a colleague's buyer");
Compare(Costs.None, "The same day if language and a new face cost no time at all");
return 0;

void Compare(Costs costs, string title)
{
    Console.WriteLine();
    Console.WriteLine(title);
    Console.WriteLine($"{"",-14} {"wait p50 s",11} {"p90 s",9} {"p99 s",9} {"breaches",9} {"native",8} {"translated",11} {"load least",11} {"most",7} {"took s",7}");
    IWay[] ways = [new FirstCome("round robin", byTurn: true), new FirstCome("longest idle", byTurn: false), new Ours("ours", TeamRules.Default), new Ours("ours, even", TeamRules.Default with { FairWithin = 10 })];
    var rows = ways.Select(way => Row(way, costs)).ToList();
    foreach (var row in rows.Skip(2))
    {
        Console.WriteLine(
            $"{row.Name} against round robin: breaches {Change(row.Breaches, rows[0].Breaches)}, p90 waiting {Change(row.P90, rows[0].P90)} (target -30 %); every load within 20 % of fair: {(row.Least >= 0.8 && row.Most <= 1.2 ? "yes" : "no")}");
    }

    static string Change(double now, double before) => before == 0 ? "-" : $"{(now / before) - 1:+0 %;-0 %}";
}

(string Name, double P90, int Breaches, double Least, double Most) Row(IWay way, Costs costs)
{
    var watch = Stopwatch.StartNew();
    var replay = new Replay(day, way, costs).Play();
    var waits = replay.Waits.Order().ToList();
    var (least, most) = (replay.Fairness.Min(), replay.Fairness.Max());
    double At(double share) => waits[(int)(share * (waits.Count - 1))];
    Console.WriteLine(
        $"{way.Name,-14} {At(0.5),11:N0} {At(0.9),9:N0} {At(0.99),9:N0} {replay.Breaches,9:N0} {(double)replay.Native / replay.Answers,8:P1} {(double)replay.Translated / replay.Answers,11:P1} {least,11:P0} {most,7:P0} {watch.Elapsed.TotalSeconds,7:N1}");
    return (way.Name, At(0.9), replay.Breaches, least, most);
}
