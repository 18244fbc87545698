using System.CommandLine;
using System.Globalization;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Cli.Results;
using Graft.Data;
using Graft.Runtime;

namespace Graft.Cli.Verbs;

/// <summary>Adds a class to a finished model, or strengthens one.</summary>
internal sealed class TeachVerb : Verb
{
    private readonly Terminal terminal;
    private readonly Option<bool> json;
    private readonly Argument<string> model =
        new("MODEL") { Description = "A model, as 'graft train' writes it with a head that needs no epochs." };
    private readonly Argument<string> label =
        new("LABEL") { Description = "The class: a new one, or one that the model knows and shall know better." };
    private readonly Argument<string[]> pictures = new("PICTURE")
    {
        Description = "Pictures of it: files, folders and zips; - reads a list from standard input, a path a line.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string> output = CommonOptions.Output(
        "OUT.graft", "The model to write; without it MODEL itself, which --force then allows.");
    private readonly Option<bool> keepChoices = CommonOptions.Flag(
        "--keep-choices", "Solve with the choices that the head was found by, which is quicker, instead of choosing again.");
    private readonly Option<int?> threads = CommonOptions.Threads();
    private readonly Option<bool> force = CommonOptions.Force();

    public TeachVerb(Terminal terminal, Option<bool> json) : base(
        "teach", "Teaches a finished model a class from a few pictures.",
        "graft teach flowers.graft tulip tulips/ -o more_flowers.graft",
        "graft teach flowers.graft rose new_roses.zip --force --json")
    {
        (this.terminal, this.json) = (terminal, json);
        Add(model);
        Add(label);
        Add(pictures);
        foreach (var option in (Option[])[output, keepChoices, threads, force])
            Add(option);
        Validators.Add(given =>
        {
            if (given.GetValue(label) is { } name && (string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl)))
                given.AddError("LABEL must be a name, without control characters.");
        });
    }

    protected override async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var started = terminal.Clock.GetTimestamp();
        var source = given.GetRequiredValue(model);
        using var classifier = ImageClassifier.Open(source, new ClassifierOptions { Threads = given.GetValue(threads) });
        var path = given.GetValue(output) ?? source;
        OutputPath.Check(path, given.GetValue(force));
        using var list = PictureList.Open(given.GetRequiredValue(pictures), cancellation: stop);
        LeftOutFiles.Tell(terminal, list.LeftOut);
        var workers = given.GetValue(threads) ?? Environment.ProcessorCount;
        var loader = new PictureLoader(classifier.Preprocessing, new PictureLoaderOptions { Workers = workers });
        var batches = loader.Load(list.Pictures, stop);
        TeachingResult? result = null;
        try
        {
            result = await terminal.TrackAsync(
                board => Task.Run(() => Teach(given, classifier, list, batches, board, stop), stop));
        }
        catch (TeachingException) when (batches.Unusable.Count == list.Pictures.Count)
        {
            // What is wrong with them is the reason, and is told below.
        }
        if (result?.Learned > 0)
            classifier.Save(path, given.GetValue(force));

        var unusable = UnusablePictures.Tell(
            terminal, [.. batches.Unusable.Select(picture => (picture.Name, picture.Reason))], list.Pictures.Count);
        if (result is null)
            return unusable;
        if (result.Learned == 0)
            throw new TeachingException(
                $"Nothing was learned, and nothing is written: '{source}' has learned from these pictures of '{result.Label}' "
                + "before.");
        var seconds = terminal.Clock.GetElapsedTime(started).TotalSeconds;
        TriedHeads.Tell(terminal, result.Candidates);
        if (given.GetValue(json))
            terminal.Json(
                TaughtModel.Of(path, result, classifier.Labels, batches.Unusable.Count, seconds), Documents.Readable.TaughtModel);
        else
            Print(path, result, classifier.Labels.Count, seconds);
        return unusable;
    }

    private TeachingResult Teach(
        ParseResult given, ImageClassifier classifier, PictureList list, PictureBatches batches, ProgressBoard board,
        CancellationToken stop)
    {
        var options = new TeachingOptions { KeepChoices = given.GetValue(keepChoices) };
        using var stage = board.Begin("Teaching", "pictures", list.Pictures.Count);
        return classifier.TeachPixels(given.GetRequiredValue(label), Batches(), options, stop);

        IEnumerable<TeachingBatch> Batches()
        {
            var done = 0;
            foreach (var batch in batches)
            {
                yield return new TeachingBatch(
                    batch.Pixels,
                    [.. batch.Indices.Select(index => list.Pictures[index].Name)],
                    [.. batch.Hashes.Select(hash => hash.ToString())]);
                stage.Report((done += batch.Count) + batches.Unusable.Count);
            }
        }
    }

    private void Print(string path, TeachingResult result, int classes, double seconds)
    {
        terminal.Result(path);
        Line("class", result.IsNew ? $"{result.Label}, new" : result.Label);
        var known = result.Known > 0 ? $"; {Number(result.Known)} known from before" : "";
        Line("pictures", $"{Number(result.Learned)} learned{known}; {Number(result.Pictures)} of this class altogether");
        Line("classes", Number(classes));
        Line("time", Duration.Of(TimeSpan.FromSeconds(seconds)));
    }

    private void Line(string name, string value) => terminal.Result($"{name,-20} {value}");

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
