using System.CommandLine;
using System.Globalization;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Cli.Results;
using Graft.Data;
using Graft.Evaluation;
using Graft.Runtime;
using Graft.Runtime.Bundles;
using Spectre.Console;

namespace Graft.Cli.Verbs;

/// <summary>Judges a model by labelled pictures.</summary>
internal sealed class EvaluateVerb : Verb
{
    private readonly Terminal terminal;
    private readonly Option<bool> json;
    private readonly Argument<string> model = new("MODEL") { Description = "A model, as 'graft train' writes it." };
    private readonly Argument<string> data =
        new("DATA") { Description = "A folder, a .zip or a .csv of labelled pictures, as 'graft train' takes it." };
    private readonly Option<EvaluationSplit?> split = ChoiceOption.Of<EvaluationSplit>(
        "--split", "The part to judge by; test without it. The model knows which picture was in which part.");
    private readonly Option<int?> threads = CommonOptions.Threads();
    private readonly Option<string[]> acceptLicence = CommonOptions.AcceptLicence();

    public EvaluateVerb(Terminal terminal, Option<bool> json) : base(
        "evaluate", "Judges a model by labelled pictures.",
        "graft evaluate flowers.graft flowers/",
        "graft evaluate flowers.graft new_flowers.zip --split all --json")
    {
        (this.terminal, this.json) = (terminal, json);
        Add(model);
        Add(data);
        Add(split);
        Add(threads);
        Add(acceptLicence);
    }

    protected override async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var bundle = Bundle.Open(given.GetRequiredValue(model));
        using var classifier = FinishedClassifier.Open(
            bundle, new ClassifierOptions { Threads = given.GetValue(threads) }, given.GetValue(acceptLicence));
        using var index = DatasetIndex.Open(
            given.GetRequiredValue(data), new DatasetOptions { Purpose = DatasetPurpose.Evaluation }, stop);
        LeftOutFiles.Tell(terminal, index.LeftOut);
        var pictures = EvaluationPictures.Of(
            index, bundle.Configuration.Parts, given.GetValue(split) ?? EvaluationSplit.Test, cancellationToken: stop);
        var evaluation = await terminal.TrackAsync(
            board => Task.Run(() => Run(classifier, index, pictures, given.GetValue(threads), board, stop), stop));

        if (given.GetValue(json))
            terminal.Json(EvaluatedModel.Of(evaluation), Documents.Readable.EvaluatedModel);
        else
            Print(evaluation.Report);
        return UnusablePictures.Tell(
            terminal, [.. evaluation.Unusable.Select(picture => (picture.Name, picture.Reason))], pictures.Count);
    }

    private static ClassifierEvaluation Run(
        ImageClassifier classifier, DatasetIndex index, IReadOnlyList<LabeledPicture> pictures, int? threads, ProgressBoard board,
        CancellationToken stop)
    {
        using var stage = board.Begin("Evaluating", "pictures", pictures.Count);
        var loader = new PictureLoader(
            classifier.Preprocessing, new PictureLoaderOptions { Workers = threads ?? Environment.ProcessorCount });
        return ClassifierEvaluation.Run(
            classifier, index.ClassNames, loader.Load(pictures, stop), new StageProgress<int>(done => stage.Report(done)), stop);
    }

    private void Print(ClassificationReport report)
    {
        terminal.Result($"{report.Count} pictures");
        Line("accuracy", Percent(report.Accuracy));
        Line("balanced accuracy", Percent(report.BalancedAccuracy));
        Line("top-5 accuracy", Percent(report.Top5Accuracy));
        Line("log loss", report.LogLoss.ToString("0.0000", CultureInfo.InvariantCulture));
        Line("calibration error", string.Create(
            CultureInfo.InvariantCulture,
            $"{report.ExpectedCalibrationError:0.0000}; by chance alone up to {report.CalibrationErrorByChance:0.0000}"));
        terminal.Result("");
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("class");
        foreach (var heading in (string[])["precision", "recall", "F1", "pictures"])
            table.AddColumn(heading, column => column.RightAligned());
        foreach (var figures in report.PerClass)
            table.AddRow(
                Markup.Escape(figures.Label), Percent(figures.Precision), Percent(figures.Recall), Percent(figures.F1),
                figures.Support.ToString(CultureInfo.InvariantCulture));
        terminal.Result(table);
        foreach (var (truth, taken, count) in Mistakes(report.Confusion).Take(5))
            terminal.Result($"{count} of '{truth}' taken for '{taken}'");
    }

    private static IEnumerable<(string Truth, string Taken, int Count)> Mistakes(ConfusionMatrix confusion) =>
        from truth in Enumerable.Range(0, confusion.Labels.Count)
        from taken in Enumerable.Range(0, confusion.Labels.Count)
        let count = confusion.Counts[truth][taken]
        where truth != taken && count > 0
        orderby count descending
        select (confusion.Labels[truth], confusion.Labels[taken], count);

    private void Line(string name, string value) => terminal.Result($"{name,-20}{value,8}");

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");
}
