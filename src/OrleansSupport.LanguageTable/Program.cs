using System.Diagnostics;
using OrleansSupport.LanguageTable;

// Usage: OrleansSupport.LanguageTable <folder of language models> <file to write>
if (args.Length != 2 || !Directory.Exists(args[0]))
{
    Console.Error.WriteLine("usage: OrleansSupport.LanguageTable <folder with one sub-folder of n-gram models per language> <output file>");
    return 2;
}

var watch = Stopwatch.StartNew();
var codes = Directory.GetDirectories(args[0]).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal).ToArray();
var models = new List<Ngram>[codes.Length];
Parallel.For(0, codes.Length, i => models[i] = ModelReader.Read(Path.Combine(args[0], codes[i])));

// A half-written table must never look finished to the next incremental build.
var temporary = args[1] + ".tmp";
var (keys, postings) = TableWriter.Write(temporary, codes, models);
File.Move(temporary, args[1], overwrite: true);
Console.WriteLine($"{args[1]}: {codes.Length} languages, {keys} n-grams, {postings} probabilities, "
    + $"{new FileInfo(args[1]).Length / 1e6:0.0} MB in {watch.Elapsed.TotalSeconds:0.0} s");
return 0;
