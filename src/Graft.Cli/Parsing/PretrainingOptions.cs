using System.CommandLine;
using System.Globalization;
using Graft.Pretraining;

namespace Graft.Cli.Parsing;

/// <summary>The options that pretrain and distill share.</summary>
internal sealed class PretrainingOptions
{
    private readonly Option<string> architecture = new("--architecture")
    {
        HelpName = "NAME",
        Description = "The network, by its name among the backbones; embedded without it.",
    };
    private readonly Option<string> from = new("--from")
    {
        HelpName = "FILE",
        Description = "Weights of this network to begin with, of an earlier training; random ones without it.",
    };
    private readonly Option<int?> inputSize = NumberOptions.Whole(
        "--input-size", "Height and width that pictures are brought to; 64 without it.", least: 1);
    private readonly Option<int?> epochs = NumberOptions.Whole(
        "--epochs", "How often all pictures are gone through; 30 without it.", least: 1);
    private readonly Option<string> phases = new("--phases")
    {
        HelpName = "64:20,96:6",
        Description = "Input sizes and epochs, one after the other, in place of --input-size and --epochs.",
    };
    private readonly Option<int?> batchSize = NumberOptions.Whole("--batch-size", "Pictures in a step; 64 without it.", least: 2);
    private readonly Option<int?> accumulate = NumberOptions.Whole(
        "--accumulate", "Steps whose gradients are averaged before the weights change; 1 without it.", least: 1);
    private readonly Option<string> optimizer = new("--optimizer") { HelpName = "adamw|sgd", Description = "adamw without it." };
    private readonly Option<double?> learningRate = NumberOptions.Positive(
        "--learning-rate", "The highest learning rate; 0.002 without it, 0.2 for sgd.");
    private readonly Option<double?> smallestCrop = NumberOptions.Positive(
        "--smallest-crop", "The least share of a picture that a view shows; 0.35 without it.");
    private readonly Option<bool> noMirror = CommonOptions.Flag(
        "--no-mirror", "Mirror nothing: for what means something else mirrored, such as digits and letters.");
    private readonly Option<TimeSpan?> budget = NumberOptions.Time(
        "--budget", "How long the training may take, such as 90m or 2h: as many epochs as fit, by the rate of its first steps.");
    private readonly Option<bool> half = CommonOptions.Flag("--half", "Write the weights in half precision: half the bytes.");
    private readonly Option<bool> resume = new("--resume")
    {
        Description = "Go on with a training that was stopped or killed, to the same weights; what is needed for it lies in "
            + "FILE.checkpoint until the file is finished.",
    };
    private readonly Option<string> licence = new("--licence")
    {
        HelpName = "ID",
        Description = "The terms under which the weights may be used, such as CC-BY-4.0, for the file to say; none are stated without it.",
    };
    private readonly Option<int?> seed = CommonOptions.Seed();

    public PretrainingOptions(Command verb)
    {
        optimizer.AcceptOnlyFromAmong("adamw", "sgd");
        foreach (var option in (Option[])[Output, architecture, from, inputSize, epochs, phases, batchSize, accumulate, optimizer,
            learningRate, smallestCrop, noMirror, budget, half, licence, resume, seed, Threads, Force])
            verb.Add(option);
        verb.Validators.Add(given =>
        {
            if (given.GetResult(phases) is not null && (given.GetResult(inputSize) is not null || given.GetResult(epochs) is not null))
                given.AddError("--phases says sizes and epochs; give it, or --input-size and --epochs.");
            if (given.GetResult(budget) is not null && (given.GetResult(phases) is not null || given.GetResult(epochs) is not null))
                given.AddError("--budget finds how many epochs fit; give it, or the epochs.");
        });
    }

    public Option<string> Output { get; } = new("--output", "-o")
    {
        HelpName = "FILE.safetensors",
        Description = "The weights file to write.",
        Required = true,
    };

    public Option<int?> Threads { get; } = CommonOptions.Threads();

    public Option<bool> Force { get; } = CommonOptions.Force();

    /// <summary>The recipe that the options make.</summary>
    /// <exception cref="UsageException">They contradict each other or are out of their range.</exception>
    public PretrainingRecipe Recipe(ParseResult given)
    {
        var recipe = new PretrainingRecipe();
        var isSgd = given.GetValue(optimizer) == "sgd";
        var (size, count) = (recipe.Phases[0].InputSize, recipe.Phases[0].Epochs);
        return recipe with
        {
            Architecture = given.GetValue(architecture) ?? recipe.Architecture,
            From = given.GetValue(from),
            Phases = given.GetValue(phases) is { } several
                ? Parse(several)
                : [new(given.GetValue(inputSize) ?? size, given.GetValue(epochs) ?? count)],
            BatchSize = given.GetValue(batchSize) ?? recipe.BatchSize,
            GradientAccumulation = given.GetValue(accumulate) ?? recipe.GradientAccumulation,
            Sgd = isSgd,
            LearningRate = given.GetValue(learningRate) ?? (isSgd ? 0.2 : recipe.LearningRate),
            WeightDecay = isSgd ? 5e-4 : recipe.WeightDecay,
            SmallestCrop = given.GetValue(smallestCrop) ?? recipe.SmallestCrop,
            Mirror = !given.GetValue(noMirror),
            Seed = given.GetValue(seed) ?? recipe.Seed,
        };
    }

    /// <summary>How long it may take; null where the epochs are said.</summary>
    public TimeSpan? Budget(ParseResult given) => given.GetValue(budget);

    /// <summary>What the file says of its terms; null: nothing.</summary>
    public string? Licence(ParseResult given) => given.GetValue(licence);

    public bool Half(ParseResult given) => given.GetValue(half);

    public bool Resume(ParseResult given) => given.GetValue(resume);

    private static PretrainingPhase[] Parse(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        return [.. parts.Select(part =>
            part.Split(':') is [var size, var epochs]
            && int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) && pixels > 0
            && int.TryParse(epochs, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
                ? new PretrainingPhase(pixels, count)
                : throw new UsageException(
                    $"--phases is '{text}'; it must be sizes and epochs such as 64:20,96:6 (20 epochs at 64 x 64, then 6 at 96 x 96)."))];
    }
}
