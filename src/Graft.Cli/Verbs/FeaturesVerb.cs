using System.CommandLine;
using System.Globalization;
using Graft.Backbones;
using Graft.Cli.FeatureFiles;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Cli.Results;
using Graft.Data;
using Graft.Engine;
using Graft.Runtime.Bundles;
using Graft.Trunk;
using Graft.Trunk.Features;

namespace Graft.Cli.Verbs;

/// <summary>Writes what a published network makes of pictures.</summary>
internal sealed class FeaturesVerb : Verb
{
    private readonly Terminal terminal;
    private readonly Option<bool> json;
    private readonly Argument<string[]> pictures = new("PICTURE")
    {
        Description = "Files, folders and zips; - reads a list from standard input, a path a line.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string> backbone = CommonOptions.Backbone();
    private readonly Option<string> weights = CommonOptions.Weights(
        "The weights' file; without it they are looked for, and downloaded if need be.");
    private readonly Option<string> layer =
        new("--layer") { HelpName = "NAME", Description = "The layer whose output is taken; 'graft summary' lists them." };
    private readonly Option<FeaturePooling?> pooling = ChoiceOption.Of<FeaturePooling>(
        "--pooling", "How a map becomes a row: its average, its maximum, or whole.");
    private readonly Option<InputSize?> inputSize = CommonOptions.InputSize();
    private readonly Option<bool> includeTop = CommonOptions.Flag(
        "--include-top", "The network's own classifier, before its softmax (logits).");
    private readonly Option<bool> rawInput = CommonOptions.Flag(
        "--raw-input", "PICTURE are .npy arrays [n, height, width, 3], preprocessed already.");
    private readonly Option<string> output = CommonOptions.Output(
        "OUT", $"The file to write; its ending says the format: {FeatureFormats.Endings}.");
    private readonly Option<bool> force = CommonOptions.Force();
    private readonly Option<string[]> acceptLicence = CommonOptions.AcceptLicence();
    private readonly Option<bool> offline = CommonOptions.Offline();
    private readonly Option<Precision?> precision = CommonOptions.Precision();
    private readonly Option<int?> threads = CommonOptions.Threads();

    public FeaturesVerb(Terminal terminal, Option<bool> json) : base(
        "features", "Writes what a published network makes of pictures, a row a picture.",
        "graft features holiday/ --backbone mobilenet_0.75.keras -o holiday.npy",
        "graft features album.zip --backbone vgg16.keras --layer block4_pool --pooling max -o album.parquet",
        "graft features photo.jpg --backbone vgg16.keras --include-top -o logits.safetensors --json")
    {
        (this.terminal, this.json) = (terminal, json);
        backbone.Required = true;
        output.Required = true;
        Add(pictures);
        foreach (var option in (Option[])[backbone, weights, layer, pooling, inputSize, includeTop, rawInput, output, force,
            acceptLicence, offline, precision, threads])
            Add(option);
        output.Validators.Add(given =>
        {
            if (given.Tokens is [var path] && FeatureFormats.Of(path.Value) is null)
                given.AddError($"--output is '{path.Value}'; its ending must be {FeatureFormats.Endings}.");
        });
        Validators.Add(given =>
        {
            if (given.GetValue(includeTop) && (given.GetResult(layer) is not null || given.GetResult(pooling) is not null))
                given.AddError("--include-top gives the classifier's logits, so --layer and --pooling do not go with it.");
        });
    }

    protected override async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var path = given.GetRequiredValue(output);
        OutputPath.Check(path, given.GetValue(force));
        var published = PublishedBackbone.Find(given.GetRequiredValue(backbone), given.GetValue(weights));
        using var arrays = given.GetValue(rawInput) ? new ArrayFeatures(given.GetRequiredValue(pictures)) : null;
        using var list = PictureList.Open(arrays is null ? given.GetRequiredValue(pictures) : [], cancellation: stop);
        LeftOutFiles.Tell(terminal, list.LeftOut);
        if (given.GetValue(threads) is { } count)
            Threads.Use(count);

        return await terminal.TrackAsync(
            board => Task.Run(() => Extract(given, path, published, arrays, list, board, stop), stop));
    }

    private int Extract(
        ParseResult given, string path, Backbone published, ArrayFeatures? arrays, PictureList list, ProgressBoard board,
        CancellationToken stop)
    {
        var size = given.GetValue(inputSize) ?? (arrays is null ? null : new InputSize(arrays.Size.Height, arrays.Size.Width));
        var model = Load(given, published, size, board, stop);
        var numbers = given.GetValue(precision) ?? Precision.Auto;
        using var source = given.GetValue(includeTop)
            ? FeatureSource.Logits(model, numbers)
            : FeatureSource.At(
                published, model, given.GetValue(layer) ?? ClassifierInput(given, published), given.GetValue(pooling), numbers);
        var names = arrays?.Names ?? [.. list.Pictures.Select(picture => picture.Name)];
        var table = new FeatureTable(names.Count, source.RowShape, new Dictionary<string, string>
        {
            ["backbone"] = published.Name,
            ["layer"] = source.Layer,
        });

        var store = FeatureStore.FromEnvironment();
        var preprocessing = published.Weights.Preprocessing.ForInput(model.Input.Shape[0], model.Input.Shape[1]);
        var workers = given.GetValue(threads) ?? Environment.ProcessorCount;
        if (arrays is null)
            TrunkDecisions.ByPictures(
                source.Pass, preprocessing, list.Pictures, new PictureLoaderOptions { Workers = workers }, store, stop);
        using var stored = arrays is null && store.Limit > 0
            ? store.Open(FeatureExtractor.SpaceOf(source.Pass, preprocessing, $"{published.Name}, {source.Place}"))
            : null;
        var extractor = new FeatureExtractor(source.Pass, preprocessing, stored);
        IReadOnlyList<UnusablePicture> unusable = [];
        using (var stage = board.Begin("Features", "pictures", names.Count))
            WholeFile.Write(path, given.GetValue(force), stream =>
            {
                var file = FeatureFile.Begin(FeatureFormats.Of(path)!.Value, stream, table);
                if (arrays is not null)
                    arrays.Write(source.Pass, file, stage, stop);
                else
                    unusable = new PictureFeatures(extractor, preprocessing, file).Write(list.Pictures, workers, stage, stop);
                if (unusable.Count == names.Count)
                    throw new UnusableInputException(unusable);
                file.Complete();
            });
        StoreProblem.Tell(terminal, store);
        terminal.Detail($"The network ran in {source.Pass.Decision?.Remark}.");
        Report(given, new(
            path, table.Shape, published.Name, source.Layer, names, [.. unusable.Select(picture => picture.Name)],
            TrunkFigures.Of(source.Pass, extractor.Recalled)));
        return UnusablePictures.Tell(terminal, [.. unusable.Select(picture => (picture.Name, picture.Reason))], names.Count);
    }

    // What the classifier is fed is asked for by naming nothing.
    private string? ClassifierInput(ParseResult given, Backbone published) =>
        given.GetResult(layer) is null && given.GetResult(pooling) is null ? published.ClassifierInput : null;

    private Model Load(ParseResult given, Backbone published, InputSize? size, ProgressBoard board, CancellationToken stop)
    {
        var options = new BackboneOptions
        {
            IncludeTop = given.GetValue(includeTop) || ClassifierInput(given, published) is not null,
            Search = CommonOptions.Search(given, acceptLicence, offline),
        };
        using var download = new DownloadStage(board);
        return PublishedBackbone.Load(published, options, size, given.GetValue(weights), terminal, download, stop);
    }

    private void Report(ParseResult given, WrittenFeatures written)
    {
        if (given.GetValue(json))
            terminal.Json(written, Documents.Readable.WrittenFeatures);
        else
            terminal.Result(string.Create(CultureInfo.InvariantCulture,
                $"{written.Output}: [{string.Join(", ", written.Shape)}] of '{written.Layer}', "
                + $"{written.Trunk.PicturesPerSecond:0.0} pictures a second in the network"
                + $"{(written.Trunk.PicturesRecalled > 0 ? $", {written.Trunk.PicturesRecalled:N0} known from before" : "")}"));
    }
}
