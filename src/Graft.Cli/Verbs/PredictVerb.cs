using System.CommandLine;
using System.Globalization;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Cli.Results;
using Graft.Data;
using Graft.Runtime;
using Graft.Runtime.Bundles;

namespace Graft.Cli.Verbs;

/// <summary>Says what pictures show.</summary>
internal sealed class PredictVerb : Verb
{
    private readonly Terminal terminal;
    private readonly Option<bool> json;
    private readonly Argument<string> model = new("MODEL") { Description = "A model, as 'graft train' writes it." };
    private readonly Argument<string[]> pictures = new("PICTURE")
    {
        Description = "Files, folders and zips; - reads a list from standard input, a path a line.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<int?> top = NumberOptions.Whole("--top", "Name the N most probable classes; 1 without it.", least: 1);
    private readonly Option<bool> csv = CommonOptions.Flag("--csv", "Print comma-separated values with a heading.");
    private readonly Option<int?> threads = CommonOptions.Threads();
    private readonly Option<string[]> acceptLicence = CommonOptions.AcceptLicence();

    public PredictVerb(Terminal terminal, Option<bool> json) : base(
        "predict", "Says what pictures show.",
        "graft predict flowers.graft rose.jpg",
        "graft predict flowers.graft holiday/ album.zip --top 3 --json",
        "graft predict flowers.graft - --csv")
    {
        (this.terminal, this.json) = (terminal, json);
        Add(model);
        Add(pictures);
        Add(top);
        Add(csv);
        Add(threads);
        Add(acceptLicence);
        Validators.Add(given =>
        {
            if (given.GetValue(csv) && given.GetValue(json))
                given.AddError("--csv and --json exclude each other.");
        });
    }

    protected override async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var count = given.GetValue(top) ?? 1;
        using var classifier = FinishedClassifier.Open(
            Bundle.Open(given.GetRequiredValue(model)), new ClassifierOptions { Threads = given.GetValue(threads) },
            given.GetValue(acceptLicence));
        using var list = PictureList.Open(given.GetRequiredValue(pictures), cancellation: stop);
        LeftOutFiles.Tell(terminal, list.LeftOut);
        var results = await terminal.TrackAsync(
            board => Task.Run(() => Predict(classifier, list, count, given.GetValue(threads), board, stop), stop));

        if (given.GetValue(json))
            terminal.Json<IReadOnlyList<PredictedPicture>>(results, Documents.Readable.IReadOnlyListPredictedPicture);
        else if (given.GetValue(csv))
            PrintCsv(results, Math.Min(count, classifier.Labels.Count));
        else
            foreach (var result in results)
                terminal.Result($"{result.File}: {Text(result)}");
        var unusable = results.Where(result => result.Error is not null).Select(result => (result.File, result.Error!));
        return UnusablePictures.Tell(terminal, [.. unusable], results.Length);
    }

    private static PredictedPicture[] Predict(
        ImageClassifier classifier, PictureList list, int top, int? threads, ProgressBoard board, CancellationToken stop)
    {
        using var stage = board.Begin("Predicting", "pictures", list.Pictures.Count);
        var results = new PredictedPicture[list.Pictures.Count];
        var loader = new PictureLoader(
            classifier.Preprocessing, new PictureLoaderOptions { Workers = threads ?? Environment.ProcessorCount });
        var batches = loader.Load(list.Pictures, stop);
        var done = 0;
        foreach (var batch in batches)
        {
            var scores = classifier.PredictPixels(batch.Pixels, batch.Count, stop);
            for (var at = 0; at < batch.Count; at++)
                results[batch.Indices[at]] = PredictedPicture.Of(list.Pictures[batch.Indices[at]].Name, scores[at], top);
            stage.Report((done += batch.Count) + batches.Unusable.Count);
        }
        foreach (var picture in batches.Unusable)
            results[picture.Index] = PredictedPicture.Unusable(picture.Name, picture.Reason);
        return results;
    }

    private void PrintCsv(IReadOnlyList<PredictedPicture> results, int top)
    {
        var numbers = Enumerable.Range(2, top - 1);
        var more = numbers.SelectMany(at => (string[])[$"label{at}", $"probability{at}"]);
        terminal.Result(Csv.Line(["file", "label", "probability", .. more, "error"]));
        foreach (var result in results)
        {
            var fields = Enumerable.Range(0, top).SelectMany(at => result.Error is null
                ? (string[])[result.Top[at].Label, result.Top[at].Probability.ToString("R", CultureInfo.InvariantCulture)]
                : ["", ""]);
            terminal.Result(Csv.Line([result.File, .. fields, result.Error ?? ""]));
        }
    }

    private static string Text(PredictedPicture result) =>
        result.Error is null ? string.Join(", ", result.Top.Select(Text)) : "cannot be used";

    private static string Text(LabelProbability label) => string.Create(
        CultureInfo.InvariantCulture, $"{label.Label} {100 * label.Probability:0.0} %");
}
