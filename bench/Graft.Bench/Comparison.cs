using Graft.Bench.Processes;
using Graft.Bench.Reports;

namespace Graft.Bench;

/// <summary>Contenders that do the same work, measured in turn: one round each, then the next round.</summary>
/// <param name="Name">By which it is asked for.</param>
/// <param name="Title">What is measured, for people.</param>
/// <param name="Rounds">How often each contender is measured where nothing else is said.</param>
/// <param name="Contenders">Their names in <see cref="Contenders.ContenderCatalog"/>; the first says what is right.</param>
/// <param name="Reference">The stack whose fastest contender the factors are of; the first contender's where left out.</param>
/// <param name="IsSweep">Whether it only looks for a good setting of Graft's own.</param>
internal sealed record Comparison(
    string Name, string Title, int Rounds, IReadOnlyList<string> Contenders, string? Reference = null, bool IsSweep = false)
{
    private const string Bf16 = "graft-bf16";

    public static IReadOnlyList<Comparison> All { get; } =
    [
        new("vgg16", "VGG16 without its top, 150 x 150", 7, Trunks("vgg16"), Bf16),
        new("mobilenet", "Features of MobileNet v1 1.0, 224 x 224", 7, Trunks("mobilenet"), Bf16),
        new("mobilenet-0.25", "Features of MobileNet v1 0.25, 224 x 224", 7, Trunks("mobilenet-0.25"), Bf16),
        new("fit", "The classic program: VGG16 frozen, a new head, 64 pictures of 150 x 150, 10 epochs", 3,
            ["fit/once", "fit/auto", "fit/every-epoch", "fit/torchsharp"]),
        new("again", "The classic program on 512 pictures of 150 x 150 in a folder, 10 epochs, and then with another head", 3,
            ["again/another-head", "again/first"]),
        new("step", "Steps of training MobileNet v1 1.0 as a whole, 224 x 224, 16 pictures each", 5,
            ["graft-bf16/step", "graft-fp32/step", "torchsharp/step"]),
        new("pretrain-step", "Steps of pre-training the embedded network from random weights, 64 x 64, 64 pictures each", 5,
            ["graft-bf16/pretrain-step", "graft-fp32/pretrain-step", "torchsharp/pretrain-step"]),
        new("pictures", "Decoding JPEG files of 500 x 375 and resizing them to 224 x 224", 7,
            ["pictures/graft-pillow", "pictures/graft-tensorflow", "pictures/skiasharp"]),
        new("start", "The command line from its start to its end, files in the system's cache", 7,
            ["start/predict", "start/weights", "start/backbones", "start/version"]),
        new("vgg16-batch", "Batch sizes of the trunk pass, VGG16", 7, Batches("vgg16"), IsSweep: true),
        new("mobilenet-batch", "Batch sizes of the trunk pass, MobileNet", 7, Batches("mobilenet"), IsSweep: true),
    ];

    /// <summary>Starts all contenders, checks that they compute the same, and measures them.</summary>
    /// <param name="rounds">How often.</param>
    /// <param name="seconds">How long at least in each round.</param>
    /// <param name="threads">Threads of every contender.</param>
    /// <param name="log">Is told how far it is.</param>
    /// <exception cref="InvalidOperationException">A contender failed, or computes something else.</exception>
    public ComparisonResult Run(int rounds, double seconds, int threads, TextWriter log)
    {
        List<ContenderProcess> processes = [];
        try
        {
            foreach (var name in Contenders)
            {
                log.WriteLine($"{Name}: {name} starts");
                MemoryShare.Keep(processes);
                processes.Add(new ContenderProcess(name, threads));
            }
            foreach (var process in processes.Where(process => process.Ready.Check.Count > 0))
                Agreement.Require(processes[0].Ready, process.Ready, process.Name);
            var measured = processes.ToDictionary(process => process, _ => new List<Measurement>());
            for (var round = 1; round <= rounds; round++)
            {
                log.WriteLine($"{Name}: round {round} of {rounds}");
                foreach (var process in processes)
                {
                    MemoryShare.Keep(processes.Where(other => other != process));
                    measured[process].Add(process.Measure(seconds));
                }
            }
            var results = processes.Select(process => new ContenderResult(process.Name, process.Ready, measured[process]));
            return ComparisonResult.Of(this, [.. results]);
        }
        finally
        {
            foreach (var process in processes)
                process.Dispose();
        }
    }

    private static IReadOnlyList<string> Trunks(string network) =>
    [
        .. from stack in new[]
           {
               "graft-fp32", Bf16, "graft-int8", "torchsharp", "torchsharp-channels-last", "onnxruntime",
               "onnxruntime-int8",
           }
           from batch in new[] { 1, 8, 32 }
           select $"{stack}/{network}/{batch}",
        "convolution/fp32", "convolution/bf16", "convolution/int8",
    ];

    private static IReadOnlyList<string> Batches(string network) =>
        [.. new[] { 1, 2, 4, 8, 16, 32 }.Select(batch => $"{Bf16}/{network}/{batch}")];
}
