using System.Globalization;
using System.Xml.Linq;
using Graft.Cli.Demonstrations;
using Graft.Cli.Drawings;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Runtime.Imaging;

namespace Graft.Cli.Reports;

/// <summary>What a demonstration came to, as a page.</summary>
internal static class DemonstrationReport
{
    private const int PicturesShown = 10;

    /// <summary>Writes the page where the demonstration wants it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(Demonstrated result)
    {
        var page = new ReportPage("Transfer learning, demonstrated");
        page.Add(
            Html.Of("h1", "Transfer learning, demonstrated"),
            Html.Of("p", Sentence(result)),
            Html.Of("div.figures",
                Figure("first", "On the pre-trained network", result.Transfer),
                Figure("second", "From scratch", result.Scratch)));
        page.Section("The pictures", Html.Of("p.quiet", Pictures(result)), Shown(result.Folder));
        page.Section("What each class gains", Html.Of("p", Key()), Classes(result));
        page.Section("How the training from scratch went", Html.Of("p.quiet", Epochs(result)), Curves(result));
        page.Section(
            "What was taken for what",
            Html.Of("div.pair",
                Html.Of("div", Html.Of("p.first", "On the pre-trained network"), ConfusionTable.Of(result.Transfer.Report.Confusion, "ofFirst")),
                Html.Of("div", Html.Of("p.second", "From scratch"), ConfusionTable.Of(result.Scratch.Report.Confusion, "ofSecond"))));
        page.Section("How it was measured", Table(result), Html.Of("p", "Made by Graft ", GraftCommand.Version, " with the command"),
            Html.Of("pre", Command(result)));
        page.Section("Try next", Html.Of("pre", string.Join('\n', NextCommands.After(result))));
        page.Write(result.Folder.Report, overwrite: true);
    }

    /// <summary>The command that repeats the demonstration.</summary>
    private static string Command(Demonstrated result) => string.Create(
        CultureInfo.InvariantCulture, $"graft demo --seed {result.Seed} --shots {result.Shots} --output {result.Folder.Root}");

    private static string Sentence(Demonstrated result)
    {
        var (shots, gain) = (result.Shots, 100 * result.Gain);
        var judged = string.Create(CultureInfo.InvariantCulture, $"of {result.Transfer.Report.Count} others");
        return gain > 0
            ? string.Create(CultureInfo.InvariantCulture,
                $"One network, {shots} drawn pictures a class. With the weights that it was published with, it tells {gain:0.0} in a hundred "
                + $"more {judged} rightly than where it has to learn to see from these pictures alone.")
            : string.Create(CultureInfo.InvariantCulture,
                $"One network, {shots} drawn pictures a class. The weights that it was published with did not pay here: from scratch it tells "
                + $"{-gain:0.0} in a hundred more {judged} rightly.");
    }

    private static XElement Figure(string colour, string name, DemonstratedMethod method) => Html.Of(
        "div.figure",
        Html.Of("span", name),
        Html.Of($"strong.{colour}", Percent(method.Report.Accuracy)),
        Html.Of("span.quiet", string.Create(CultureInfo.InvariantCulture,
            $"of {method.Report.Count} pictures rightly told (95 % interval {100 * method.Interval.Low:0.0} to "
            + $"{100 * method.Interval.High:0.0} %), trained in {Duration.Of(TimeSpan.FromSeconds(method.Seconds))}")));

    private static string Pictures(Demonstrated result) => string.Create(CultureInfo.InvariantCulture,
        $"These {result.Transfer.Training.Pictures.Train} are all that both were trained on, {DrawnPictures.Size} x {DrawnPictures.Size} "
        + $"pixels each. The {result.Transfer.Report.Count} others that judge are of the same kind, and in {result.Folder.Pictures}, too.");

    private static XElement Shown(DemonstrationFolder folder) => PictureRows.Of(DrawnPictures.ClassNames.Select(name => (
        name,
        Directory.GetFiles(Path.Combine(folder.Pictures, "train", name)).Order(StringComparer.Ordinal).Take(PicturesShown)
            .Select(file => PictureDecoder.Decode(File.ReadAllBytes(file))))));

    private static object[] Key() =>
    [
        "The share of a class's pictures that was rightly told: ", Html.Of("span.first", "on the pre-trained network"), ", ",
        Html.Of("span.second", "from scratch"), ".",
    ];

    private static XElement Classes(Demonstrated result)
    {
        var from = result.Scratch.Report.PerClass.ToDictionary(figures => figures.Label, figures => figures.Recall);
        return DotPlot.Draw(
            "Share of each class that was rightly told, on the pre-trained network and from scratch",
            "on the pre-trained network", "from scratch",
            [.. result.Transfer.Report.PerClass.Select(figures => (figures.Label, figures.Recall, from[figures.Label]))]);
    }

    private static string Epochs(Demonstrated result)
    {
        var epochs = result.Scratch.Training.FineTuning!.History.Epochs;
        return string.Create(CultureInfo.InvariantCulture,
            $"{epochs.Count} epochs with AdamW along a cosine, each picture changed anew in each of them. The head on the pre-trained network "
            + $"needs no epoch: the dashed lines are what the finished models tell rightly of the pictures that they have not seen.");
    }

    private static XElement Curves(Demonstrated result)
    {
        var epochs = result.Scratch.Training.FineTuning!.History.Epochs;
        return new LineChart
        {
            Title = "Accuracy on training pictures by epoch from scratch, and the test accuracies of both models",
            Across = "epochs",
            Up = "accuracy",
            Range = (0, 1),
            Format = Percent,
            Lines =
            [
                new("published, test", "first", Level(result.Transfer.Report.Accuracy), IsDashed: true),
                new("scratch, training", "second", [.. epochs.Select(epoch => new ChartPoint(epoch.Epoch + 1, epoch["accuracy"]))]),
                new("scratch, test", "second", Level(result.Scratch.Report.Accuracy), IsDashed: true),
            ],
        }.Draw();

        ChartPoint[] Level(double accuracy) => [new(1, accuracy), new(epochs.Count, accuracy)];
    }

    private static XElement Table(Demonstrated result)
    {
        (string, Func<DemonstratedMethod, object>)[] rows =
        [
            ("network", method => method.Training.Recipe.Backbone),
            ("its first weights", method => method.Training.Recipe.IsFromScratch ? "random" : "published"),
            ("head", method => method.Training.Recipe.Head),
            ("weights", method => Whole(method.Training.Parameters)),
            ("trained ones", method => Whole(method.Training.TrainableParameters)),
            ("pictures trained on", method => Whole(method.Training.Pictures.Train)),
            ("accuracy", method => Percent(method.Report.Accuracy)),
            ("mean accuracy of classes", method => Percent(method.Report.BalancedAccuracy)),
            ("log loss", method => method.Report.LogLoss.ToString("0.000", CultureInfo.InvariantCulture)),
            ("calibration error", method => method.Report.ExpectedCalibrationError.ToString("0.000", CultureInfo.InvariantCulture)),
            ("seconds in all", method => method.Training.Seconds.Total.ToString("0.0", CultureInfo.InvariantCulture)),
        ];
        return Html.Table(
            ["", "pre-trained network", "from scratch"],
            rows.Select(row => new[] { row.Item1, row.Item2(result.Transfer), row.Item2(result.Scratch) }));
    }

    private static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} %");
}
