using System.CommandLine;
using System.Globalization;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Cli.Results;
using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Planning;
using Graft.Trunk;
using Graft.Trunk.Features;

namespace Graft.Cli.Verbs;

/// <summary>Makes a classifier from a folder of pictures.</summary>
internal sealed class TrainVerb : Verb
{
    private readonly Terminal terminal;
    private readonly Option<bool> json;
    private readonly Argument<string> data = new("DATA")
    {
        Description = "A folder or .zip with a folder for each class, or with train/ and test/ around them; "
            + "or a .csv with the columns path,label.",
    };
    private readonly Option<string> output = CommonOptions.Output(
        "MODEL.graft", "The model to write; without it the data's name, here.");
    private readonly Option<string> backbone = CommonOptions.Backbone(
        "The published network; 'graft backbones' lists them. Without it the best one on this machine; embedded where there is none.");
    private readonly Option<string> weights = CommonOptions.Weights(
        "The weights' file; without it they are looked for, and downloaded if need be. With none, network and head are trained from "
            + "scratch; with --fine-tune none beside it, a head is put on a network that knows nothing.", "FILE|none");
    private readonly Option<InputSize?> inputSize = CommonOptions.InputSize();
    private readonly Option<string> taps = new("--taps")
    {
        HelpName = "last|blocks|auto",
        Description = "What the head sees of the network: its last block, all blocks, or what is best; auto without it.",
    };
    private readonly Option<string> head = new("--head")
    {
        HelpName = "auto|discriminant|logistic|linear|dense:256",
        Description = "The layers on top; auto without it. It finds the better of discriminant and logistic, which need no "
            + "epochs; linear and dense are trained.",
    };
    private readonly Option<int?> epochs = NumberOptions.Whole(
        "--epochs", "How often a trained head, and fine-tuning, sees all pictures at most.", least: 1);
    private readonly Option<int?> batchSize = NumberOptions.Whole("--batch-size", "Pictures in a step of training.", least: 1);
    private readonly Option<double?> learningRate = NumberOptions.Positive(
        "--learning-rate", "The highest learning rate; it falls along a cosine.");
    private readonly Option<string> fineTune = new("--fine-tune")
    {
        HelpName = "none|auto|all|lora|ssf|N",
        Description = "What of the published network is trained after the head: nothing, all, its last N blocks, small adapters in "
            + "all of it, or (auto) what is better by more than chance; none without it.",
    };
    private readonly Option<TimeSpan?> budget = NumberOptions.Time(
        "--budget", "How long --fine-tune auto may take, all in all, such as 90s, 15m or 2h; 15m without it.");
    private readonly Option<AugmentationPreset?> augment = ChoiceOption.Of<AugmentationPreset>(
        "--augment", "How strongly pictures are changed while the network is fine-tuned; not at all without it.");
    private readonly Option<int?> views = NumberOptions.Whole(
        "--views", "How many views --augment makes of each picture: what stays frozen runs over each of them once, and epochs take turns "
            + "with them; a new one in each epoch without it.", least: 1);
    private readonly Option<int?> shots = NumberOptions.Whole("--shots", "Train on N pictures a class.", least: 1);
    private readonly Option<string> recipe =
        new("--recipe") { HelpName = "FILE", Description = "Choices of an earlier run; options given beside it count more." };
    private readonly Option<string> from = new("--from")
    {
        HelpName = "MODEL.graft",
        Description = "Continue from a finished model: with its choices, its backbone and, where the classes are the same, its head.",
    };
    private readonly Option<bool> adaptersOnly = CommonOptions.Flag(
        "--adapters-only", "Write what --fine-tune lora or ssf has trained, and the head, without the published network; that is "
            + "looked for when the model is used.");
    private readonly Option<bool> resume = new("--resume")
    {
        Description = "Go on with a training that was stopped or killed, to the same model; what is needed for it lies in "
            + "MODEL.graft.checkpoint until the model is finished.",
    };
    private readonly Option<int?> seed = CommonOptions.Seed();
    private readonly Option<Precision?> precision = CommonOptions.Precision();
    private readonly Option<int?> threads = CommonOptions.Threads();
    private readonly Option<bool> force = CommonOptions.Force();
    private readonly Option<string[]> acceptLicence = CommonOptions.AcceptLicence();
    private readonly Option<bool> offline = CommonOptions.Offline();

    public TrainVerb(Terminal terminal, Option<bool> json) : base(
        "train", "Makes a picture classifier from a folder of pictures.",
        "graft train flowers/ --backbone mobilenet_0.75.keras",
        "graft train flowers.zip --backbone vgg16.keras --head dense:256 --seed 7 -o flowers.graft",
        "graft train flowers/ --recipe recipe.json --force --json")
    {
        (this.terminal, this.json) = (terminal, json);
        Add(data);
        foreach (var option in (Option[])[output, backbone, weights, inputSize, taps, head, epochs, batchSize, learningRate,
            fineTune, budget, augment, views, adaptersOnly, shots, recipe, from, resume, seed, precision, threads, force,
            acceptLicence, offline])
            Add(option);
        fineTune.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var value }] && !FineTuneDepth.IsOne(value))
                given.AddError($"--fine-tune is '{value}'; it must be none, auto, all, lora, ssf, or a number of blocks, 1 or more.");
        });
    }

    protected override async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var start = given.GetValue(from) is { } model ? FinishedModel.Open(model) : null;
        var choices = Choices(given, start);
        var source = given.GetRequiredValue(data);
        var path = given.GetValue(output) ?? DefaultOutput(source);
        OutputPath.Check(path, given.GetValue(force));
        if (given.GetResult(budget) is not null && choices.FineTune != FineTuneDepth.Auto)
            throw new UsageException(
                "--budget is the time in which --fine-tune auto finds out what is worth it; give both, or neither.");
        if (given.GetValue(adaptersOnly) && !FineTuneDepth.IsAdapters(choices.FineTune))
            throw new UsageException(
                $"--adapters-only keeps what --fine-tune lora or ssf trains, and --fine-tune is '{choices.FineTune}'; give one of the two.");
        CheckDepth(PublishedBackbone.Find(choices.Backbone), choices);

        using var index = DatasetIndex.Open(source, choices.ToDatasetOptions(), stop);
        LeftOutFiles.Tell(terminal, index.LeftOut);
        terminal.Message(string.Create(CultureInfo.InvariantCulture,
            $"{index.ClassNames.Count} classes; {index.Train.Count} pictures to train on, "
            + $"{index.Validation.Count} to choose by, {index.Test.Count} to test on."));
        var result = await terminal.TrackAsync(board => Task.Run(() => Train(given, choices, start, index, path, board, stop), stop));
        Tell(result);
        if (result.WasStopped)
            UnfinishedTraining.Tell(terminal, path);

        if (given.GetValue(json))
            terminal.Json(TrainedModel.Of(result), Documents.Readable.TrainedModel);
        else
            new TrainingSummary(terminal).Print(result);
        var unusable = UnusablePictures.Tell(terminal, [.. result.Unusable.Select(picture => (picture.Name, picture.Reason))],
            index.Train.Count + index.Validation.Count + index.Test.Count);
        return result.WasStopped ? ExitCode.Interrupted : unusable;
    }

    private static void CheckDepth(Backbones.Backbone backbone, Recipe choices)
    {
        var (blocks, wanted) = (backbone.Blocks.Count, FineTuneDepth.Parse(choices.FineTune));
        if (wanted > blocks && wanted != int.MaxValue)
            throw new UsageException($"--fine-tune is '{choices.FineTune}', but '{backbone.Name}' has {blocks} blocks.");
    }

    private ClassifierResult Train(
        ParseResult given, Recipe choices, FinishedModel? start, DatasetIndex index, string path, ProgressBoard board, CancellationToken stop)
    {
        using var progress = new ClassifierStages(board);
        var settings = new ClassifierTrainingSettings
        {
            From = start,
            AdaptersOnly = given.GetValue(adaptersOnly),
            Search = CommonOptions.Search(given, acceptLicence, offline),
            Store = FeatureStore.FromEnvironment(),
            Threads = given.GetValue(threads),
            Progress = progress,
            Announcements = new StageProgress<string>(terminal.Message),
            Checkpoints = UnfinishedTraining.FolderOf(path),
            Resume = given.GetValue(resume),
            Budget = given.GetValue(budget) ?? new ClassifierTrainingSettings().Budget,
        };
        try
        {
            var result = new ClassifierTraining(choices, settings).Run(index, path, given.GetValue(force), stop);
            StoreProblem.Tell(terminal, settings.Store);
            return result;
        }
        catch (OperationCanceledException)
        {
            UnfinishedTraining.Tell(terminal, path);
            throw;
        }
        catch (ArgumentException misfit) when (misfit is not Backbones.UnknownBackboneException
            && given.GetResult(inputSize) is not null)
        {
            throw new UsageException(misfit.Message);
        }
    }

    private Recipe Choices(ParseResult given, FinishedModel? start)
    {
        var choices = given.GetValue(recipe) is { } file ? Recipe.Read(file)
            : start?.Recipe ?? new Recipe { Backbone = Named(given) };
        // Whoever takes no weights wants them trained.
        if (given.GetValue(weights) == Recipe.RandomWeights && choices.Weights != Recipe.RandomWeights)
            choices = choices with { FineTune = FineTuneDepth.All, FineTuning = null };
        if (start is not null && choices.From is { } other && other != start.Hash)
            terminal.Warning("The recipe continued from a model with other weights: it is followed, but not repeated.");
        choices = choices with
        {
            From = start?.Hash ?? choices.From,
            Backbone = given.GetValue(backbone) ?? choices.Backbone,
            Weights = given.GetValue(weights) ?? choices.Weights,
            InputSize = given.GetValue(inputSize) is { } size ? (size.Height, size.Width) : choices.InputSize,
            Precision = given.GetValue(precision) ?? choices.Precision,
            Taps = given.GetValue(taps) ?? choices.Taps,
            Head = given.GetValue(head) ?? choices.Head,
            Epochs = given.GetValue(epochs) ?? choices.Epochs,
            FineTune = given.GetValue(fineTune) ?? choices.FineTune,
            Augment = given.GetValue(augment) ?? choices.Augment,
            BatchSize = given.GetValue(batchSize) ?? choices.BatchSize,
            LearningRate = given.GetValue(learningRate) ?? choices.LearningRate,
            Shots = given.GetValue(shots) ?? choices.Shots,
            Seed = given.GetValue(seed) ?? choices.Seed,
        };
        choices = choices with { FineTuning = FineTuning(given, choices) };
        if (given.GetResult(head) is not null || given.GetResult(taps) is not null)
            choices = choices with { Discriminant = null, Logistic = null };
        try
        {
            choices.Check();
            start?.Check(choices);
        }
        catch (RecipeException wrong) when (given.GetResult(recipe) is null)
        {
            throw new UsageException(wrong.Message);
        }
        return choices;
    }

    private string Named(ParseResult given) => given.GetValue(backbone)
        ?? ChosenBackbone.Of(given.GetValue(weights), CommonOptions.Search(given, acceptLicence, offline), terminal).Name;

    private FineTuneRecipe? FineTuning(ParseResult given, Recipe choices)
    {
        var how = choices.FineTuning;
        if (given.GetValue(epochs) is { } most)
            how = (how ?? Default()) with { Epochs = most, EndAfter = null };
        if (given.GetValue(views) is { } some)
            how = (how ?? Default()) with { Views = some };
        // Fine-tuning has low rates of its own, which the recipe says.
        if (choices.IsFromScratch && given.GetValue(learningRate) is { } rate)
            how = (how ?? Default()) with { LearningRate = rate };
        return how;

        FineTuneRecipe Default() => choices.IsFromScratch ? FineTuneRecipe.FromScratch : new FineTuneRecipe();
    }

    private static string DefaultOutput(string source) =>
        Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source))) + ".graft";

    private void Tell(ClassifierResult result)
    {
        if (result.Trunk.Remark.Length > 0)
            terminal.Detail($"The network ran in {result.Trunk.Remark}.");
        TriedHeads.Tell(terminal, result.Candidates);
        FineTunedBlocks.Tell(terminal, result);
        if (result.From?.KnownTestPictures is > 0 and var known)
            terminal.Warning(
                $"{known} of the test pictures were among those that '{result.From.Model}' was trained on or chosen by, so the test "
                + "figures flatter; the same data with the same --seed keep them apart.");
        if (result.WeightsWarning is { } warning)
            terminal.Warning(warning);
        LicenceOfWeights.Tell(terminal, result.Weights);
        var across = result.SamePictures.Where(same => same.CrossParts).ToList();
        if (across.Count > 0)
            terminal.Warning(
                $"{across.Count} pictures lie in more than one part, byte for byte, so the figures flatter; "
                + $"{Two(across[0])}.");
        var contradicting = result.SamePictures.Where(same => same.ContradictLabels).ToList();
        if (contradicting.Count > 0)
            terminal.Warning(
                $"{contradicting.Count} pictures lie in more than one class, byte for byte; {Two(contradicting[0])}.");
    }

    private static string Two(SamePictures same) => $"such as '{same.Pictures[0].Name}' and '{same.Pictures[1].Name}'";
}
