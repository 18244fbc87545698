using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Graft.Bench.Contenders;
using Graft.Training;
using Graft.Training.Callbacks;
using Graft.Trunk;
using TorchSharp;

namespace Graft.Bench;

/// <summary>
/// Many steps of training a whole MobileNet, and what the process holds on the way: tensors that are alive, and memory. Nothing
/// may pile up.
/// </summary>
internal sealed class MemoryCommand : Command
{
    private const int Parts = 10;

    // The garbage collector and the allocators let it swing.
    private const double MostGrowth = 1.05;

    private readonly Option<int> steps = new("--steps")
    {
        Description = $"How many steps of {TrainingProgram.MobileNet.Batch} pictures.",
        DefaultValueFactory = _ => 2000,
    };

    private readonly Option<Precision> precision = new("--precision")
    {
        Description = "What steps multiply in.",
        DefaultValueFactory = _ => Precision.Auto,
    };

    public MemoryCommand()
        : base("memory", "Trains MobileNet v1 1.0 for many steps, and fails where live tensors or resident memory grow.")
    {
        Add(steps);
        Add(precision);
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        var program = TrainingProgram.MobileNet;
        var model = program.Build();
        var samples = program.Samples(model);
        var labels = program.OneHotLabels();
        var wanted = given.GetValue(steps);
        var epochs = Math.Max(Parts, wanted / TrainingProgram.MobileNet.Steps);
        var watch = new Watch(epochs);
        model.Fit([samples], [labels], new FitOptions
        {
            BatchSize = TrainingProgram.MobileNet.Batch,
            Epochs = epochs,
            Shuffle = false,
            StepPrecision = given.GetValue(precision),
            Callbacks = [watch],
        });
        return Report(watch.Samples);
    }

    // In tenths; the first is not compared, as the allocators fill up in it.
    private static int Report(List<(long Tensors, long Bytes)> samples)
    {
        Console.Out.WriteLine("steps | live tensors | resident MB (median)");
        var size = samples.Count / Parts;
        List<(long Tensors, long Bytes)> tenths = [];
        for (var part = 0; part < Parts; part++)
        {
            var here = samples.Skip(part * size).Take(size).ToList();
            tenths.Add((here.Max(sample => sample.Tensors), here.Select(sample => sample.Bytes).Order().ElementAt(here.Count / 2)));
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(part + 1) * size * TrainingProgram.MobileNet.Steps,5} | {tenths[^1].Tensors,12} | {tenths[^1].Bytes / 1e6:0.0}"));
        }
        var growth = (double)tenths[^1].Bytes / tenths[1].Bytes;
        var isFlat = tenths[^1].Tensors <= tenths[1].Tensors && growth <= MostGrowth;
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(isFlat ? "flat" : "GROWS")}: memory in the last tenth {growth:0.000} times that in the second"));
        return isFlat ? 0 : 1;
    }

    /// <summary>Looks after every epoch, and says ten times how far it is.</summary>
    private sealed class Watch(int epochs) : Callback
    {
        private readonly long began = Stopwatch.GetTimestamp();

        public List<(long Tensors, long Bytes)> Samples { get; } = [];

        public override void OnEpochEnd(ITrainingRun run, int epoch, IReadOnlyDictionary<string, double> values)
        {
            Samples.Add((DisposeScopeManager.Statistics.ThreadTotalLiveCount, Environment.WorkingSet));
            if (Samples.Count % (epochs / Parts) != 0)
                return;
            var left = Stopwatch.GetElapsedTime(began) * ((epochs - Samples.Count) / (double)Samples.Count);
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Samples.Count * TrainingProgram.MobileNet.Steps} steps of {epochs * TrainingProgram.MobileNet.Steps}, {left:mm\\:ss} left"));
        }
    }
}
