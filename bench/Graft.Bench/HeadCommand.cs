using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Graft.Runtime.Heads;

namespace Graft.Bench;

/// <summary>How long the search for a head without epochs takes on many pictures of many features, and what memory.</summary>
internal sealed class HeadCommand : Command
{
    private const int Classes = 20;
    private const double MostSeconds = 300;
    private const long MostBytes = 6L << 30;

    private readonly Option<int> pictures = new("--pictures")
    {
        Description = "How many.",
        DefaultValueFactory = _ => 10_000,
    };

    private readonly Option<int> features = new("--features")
    {
        Description = "Features of a picture: a half are deviations, and a tenth are those of the last block.",
        DefaultValueFactory = _ => 10_000,
    };

    private readonly Option<int?> threads = new("--threads") { Description = "Threads to compute with." };

    public HeadCommand() : base("head", "Searches for a head of made features, and fails where it takes over five minutes or 6 GiB.")
    {
        foreach (var option in (Option[])[pictures, features, threads])
            Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        var (count, all) = (given.GetValue(pictures), given.GetValue(features));
        int[] labels = [.. Enumerable.Range(0, count).Select(picture => picture % Classes)];
        var problem = new HeadProblem(
            Features(labels, all, 1), Features(labels, all, 2), new TapWidths(all, all / 2, all / 10), labels, Classes);
        var clock = Stopwatch.StartNew();
        var choice = new HeadSearch(new ManagedLinearAlgebra(given.GetValue(threads))).Run(problem);
        var seconds = clock.Elapsed.TotalSeconds;
        foreach (var candidate in choice.Candidates)
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{candidate.Name}: {candidate.Seconds:0.0} s, {100 * candidate.Accuracy:0.0} % of {candidate.Count}, {candidate.Why}"));
        using var process = Process.GetCurrentProcess();
        var peak = process.PeakWorkingSet64;
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} pictures and their mirror images, {all} features: {seconds:0.0} s, at most {peak / (double)(1L << 30):0.00} GiB resident"));
        return seconds <= MostSeconds && peak <= MostBytes ? 0 : 1;
    }

    // Noise, and of every hundred features one that is larger in a class of its own.
    private static float[] Features(int[] labels, int width, int seed)
    {
        var values = new float[(long)labels.Length * width];
        Parallel.For(0, labels.Length, picture =>
        {
            var random = new Random(seed * 1_000_003 + picture);
            for (var feature = 0; feature < width; feature++)
                values[(long)picture * width + feature] = random.NextSingle()
                    + (feature % 100 == 0 && feature / 100 % Classes == labels[picture] ? 0.3f : 0);
        });
        return values;
    }
}
