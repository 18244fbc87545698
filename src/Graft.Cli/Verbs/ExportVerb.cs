using System.CommandLine;
using System.Globalization;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Cli.Results;
using Graft.Data;
using Graft.Engine;
using Graft.Export;
using Graft.Planning;
using Graft.Runtime.Bundles;
using Graft.Trunk;

namespace Graft.Cli.Verbs;

/// <summary>Writes a model in a format of other programs.</summary>
internal sealed class ExportVerb : Verb
{
    private static readonly string[] Formats = ["onnx", "onnx-int8", "keras", "safetensors"];

    private readonly Terminal terminal;
    private readonly Option<bool> json;
    private readonly Argument<string> model = new("MODEL") { Description = "A model, as 'graft train' writes it." };
    private readonly Option<string> format = new("--format")
    {
        HelpName = string.Join('|', Formats),
        Description = "onnx: what ONNX Runtime computes; onnx-int8: the same in 8 bits, a quarter of the size; keras: the weights "
            + "for Keras, OUT.weights.h5 as Keras 3 lays them out and OUT.h5 in the legacy layout; safetensors: the weights.",
        Required = true,
    };
    private readonly Option<string[]> samples = new("--samples")
    {
        HelpName = "PICTURE",
        Description = "For onnx-int8: pictures like those that the model will see (files, folders, zips); 256 of them are looked "
            + "at.",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string> output = CommonOptions.Output("OUT", "The file to write.");
    private readonly Option<bool> force = CommonOptions.Force();
    private readonly Option<int?> threads = CommonOptions.Threads();
    private readonly Option<string[]> acceptLicence = CommonOptions.AcceptLicence();

    public ExportVerb(Terminal terminal, Option<bool> json) : base(
        "export", "Writes a model in a format of other programs.",
        "graft export flowers.graft --format onnx -o flowers.onnx",
        "graft export flowers.graft --format onnx-int8 --samples flowers/ -o flowers.int8.onnx",
        "graft export flowers.graft --format keras -o flowers.weights.h5")
    {
        (this.terminal, this.json) = (terminal, json);
        output.Required = true;
        Add(model);
        foreach (var option in (Option[])[format, samples, output, force, threads, acceptLicence])
            Add(option);
        format.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var value }] && !Formats.Contains(value))
                given.AddError($"--format is '{value}'; it must be {string.Join(", ", Formats.SkipLast(1))} or {Formats[^1]}.");
        });
    }

    protected override async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var path = given.GetRequiredValue(output);
        OutputPath.Check(path, given.GetValue(force));
        if (given.GetRequiredValue(format) == "keras" && !path.EndsWith(".h5", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--format keras writes OUT.weights.h5 or OUT.h5; '{path}' is neither.");
        var bundle = Bundle.Open(given.GetRequiredValue(model));
        var wanted = given.GetRequiredValue(format);
        var exported = await terminal.TrackAsync(board => Task.Run(
            () => wanted == "onnx-int8" ? Integers(given, bundle, board, stop) : null, stop));
        if (wanted == "keras" || (wanted == "safetensors" && bundle.HoldsAdaptersOnly))
            FinishedClassifier.Whole(bundle, given.GetValue(acceptLicence)).SaveWeights(path, given.GetValue(force));
        else
            WholeFile.Write(path, given.GetValue(force), stream =>
            {
                if (exported is not null)
                {
                    stream.Write(exported.Onnx);
                    return;
                }
                if (bundle.HoldsAdaptersOnly)
                {
                    stream.Write(FinishedClassifier.OnnxOf(bundle, given.GetValue(acceptLicence)));
                    return;
                }
                using var part = bundle.OpenPart(wanted == "safetensors" ? BundleParts.Weights : BundleParts.Onnx);
                part.CopyTo(stream);
            });

        var check = exported is null ? null : new ExportCheck(exported.Pictures, exported.Agreement, exported.MeanDifference);
        var written = new ExportedModel(path, wanted, new FileInfo(path).Length, bundle.Configuration.Backbone?.Weights?.Licence, check);
        LicenceOfWeights.Tell(terminal, bundle.Configuration.Backbone?.Weights);
        if (given.GetValue(json))
            terminal.Json(written, Documents.Readable.ExportedModel);
        else
            Print(written);
        return UnusablePictures.Tell(
            terminal, [.. (exported?.Unusable ?? []).Select(picture => (picture.Name, picture.Reason))], exported?.Pictures ?? 0);
    }

    // A model that was trained in 8 bits is there already; null leaves the bundle's own file to be copied.
    private IntegerExport? Integers(ParseResult given, Bundle bundle, ProgressBoard board, CancellationToken stop)
    {
        if (!bundle.HoldsAdaptersOnly && OnnxFile.IsInIntegers(bundle.ReadPart(BundleParts.Onnx)))
            return null;
        if (given.GetValue(samples) is not { Length: > 0 } some)
            throw new UsageException("--format onnx-int8 needs --samples: pictures like those that the model will see.");
        using var list = PictureList.Open(some, cancellation: stop);
        LeftOutFiles.Tell(terminal, list.LeftOut);
        if (given.GetValue(threads) is { } count)
            Threads.Use(count);
        using var stage = board.Begin("Exporting", "pictures", Math.Min(list.Pictures.Count, TrunkPass.CalibrationSamples));
        var workers = given.GetValue(threads) ?? Environment.ProcessorCount;
        return IntegerExport.Of(
            bundle, list.Pictures, new PictureLoaderOptions { Workers = workers },
            new StageProgress<int>(done => stage.Report(done)), stop);
    }

    private void Print(ExportedModel written)
    {
        terminal.Result($"{written.Output}: {written.Format}, {Bytes.Of(written.Bytes)}");
        if (written.Check is { } check)
            terminal.Result(string.Create(CultureInfo.InvariantCulture,
                $"{check.Agreement} of {check.Count} pictures are called as in float; probabilities differ by "
                + $"{check.MeanDifference:0.0000} in the mean"));
    }
}
