using System.Globalization;
using System.Xml.Linq;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Planning.Comparison;

namespace Graft.Cli.Reports;

/// <summary>What a comparison came to, as a page.</summary>
internal static class ComparisonReport
{
    private static readonly (ComparisonMethod Method, string Short, string Colour)[] Methods =
    [
        (ComparisonMethod.Head, "head alone", "first"),
        (ComparisonMethod.FineTuned, "fine-tuned", "third"),
        (ComparisonMethod.Scratch, "from scratch", "second"),
        (ComparisonMethod.Untrained, "untrained", "fourth"),
    ];

    /// <summary>Writes the page.</summary>
    /// <exception cref="IOException">It cannot be written, or is there already and may not be replaced.</exception>
    public static void Write(ComparisonResult result, string data, string path, bool overwrite)
    {
        var (name, settings) = (Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(data))), result.Settings);
        var page = new ReportPage($"Transfer learning on {name}");
        page.Add(
            Html.Of("h1", $"Transfer learning on {name}"),
            ComparisonWords.Verdict(result).Select(sentence => Html.Of("p", sentence)),
            result.WasStopped ? Html.Of("p.quiet", FormattableString.Invariant(
                $"It was stopped: {result.Points.Count} of {result.Planned} trainings were measured.")) : null,
            Html.Of("ul", result.Claims.Select(claim => Html.Of("li", ComparisonWords.Of(claim, result)))));
        page.Section(
            "Accuracy by number of pictures",
            Html.Of("p.quiet", FormattableString.Invariant(
                $"Of {result.Points[0].TestPictures} test pictures of {result.Classes} classes; bands are intervals of 95 %.")),
            Chart(result, "pictures a class", point => point.Shots, Shots(result)));
        page.Section(
            "Accuracy by time",
            Html.Of("p.quiet", "Each dot is a training of its own, on the more pictures the further to the right."),
            Chart(result, "seconds", point => Math.Max(point.Seconds, 0.1), null));
        page.Section(
            "Accuracy by arithmetic",
            Html.Of("p.quiet", "Multiplications with additions in the network, forward and backward, in thousand millions."),
            Chart(result, "thousand million multiply-adds", point => Math.Max(point.MultiplyAdds / 1e9, 0.001), null));
        page.Section("All figures", Table(result));
        page.Section(
            "How it was measured",
            Html.Of("p", FormattableString.Invariant(
                $"By Graft {GraftCommand.Version}, with {settings.Backbone}, {result.NetworkMultiplyAdds / 1e6:N0} million multiply-adds for ")
                + FormattableString.Invariant($"a picture. No training took more than about {settings.Budget.TotalSeconds:0} s by intent: one that would ")
                + "have had fewer epochs, to the end of its learning rates. No method chose anything by pictures that it was not trained on; "
                + "the test pictures judged the written models, once. All is of one choice of pictures, that of the seed."),
            Html.Of("pre", Command(result, name, path)));
        page.Write(path, overwrite);
    }

    private static string Command(ComparisonResult result, string data, string path)
    {
        var settings = result.Settings;
        var size = settings.InputSize is var (height, width) ? FormattableString.Invariant($" --input-size {height}x{width}") : "";
        var shots = string.Join(',', settings.Shots.Select(shots => shots?.ToString(CultureInfo.InvariantCulture) ?? "all"));
        return FormattableString.Invariant($"graft compare {data} --backbone {settings.Backbone}{size} --shots {shots} ")
            + FormattableString.Invariant($"--budget {settings.Budget.TotalSeconds:0}s --seed {settings.Seed} -o {Path.GetFileName(path)}");
    }

    private static (double, string)[] Shots(ComparisonResult result) =>
    [
        .. from point in result.Points
           group point by point.Shots into same
           orderby same.Key
           let number = same.Key.ToString(CultureInfo.InvariantCulture)
           select ((double)same.Key, same.First().IsAll ? $"all ({number})" : number),
    ];

    private static XElement Chart(
        ComparisonResult result, string across, Func<ComparisonPoint, double> place, IReadOnlyList<(double, string)>? marks)
    {
        var lines = from method in Methods
                    let points = result.Points.Where(point => point.Method == method.Method).OrderBy(place).ToList()
                    where points.Count > 0
                    select new ChartLine(
                        method.Short, method.Colour,
                        [.. points.Select(point => new ChartPoint(
                            place(point), point.Accuracy, point.Interval.Low, point.Interval.High, Pointed(point)))],
                        HasDots: true);
        return new LineChart
        {
            Title = $"Test accuracy by {across}",
            Across = across,
            Up = "accuracy",
            Range = (0, 1),
            IsLogarithmic = true,
            Marks = marks,
            Format = share => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %"),
            Lines = [.. lines],
        }.Draw();
    }

    private static string Pointed(ComparisonPoint point) => FormattableString.Invariant(
        $"{ComparisonRun.NameOf(point.Method)}, {point.Shots} a class: {ComparisonWords.Percent(point.Accuracy)}, ")
        + ComparisonWords.Time(point.Seconds);

    private static XElement Table(ComparisonResult result) => Html.Table(
        ["", "pictures a class", "pictures", "epochs", "accuracy", "95 % interval", "time", "processors", "multiply-adds"],
        result.Points.OrderBy(point => point.Method).ThenBy(point => point.Shots).Select(point => (IReadOnlyList<object>)
        [
            ComparisonRun.NameOf(point.Method), point.Shots, point.Pictures, point.Epochs, ComparisonWords.Percent(point.Accuracy),
            $"{ComparisonWords.Percent(point.Interval.Low)} to {ComparisonWords.Percent(point.Interval.High)}",
            ComparisonWords.Time(point.Seconds), ComparisonWords.Time(point.ProcessorSeconds),
            ComparisonWords.Multiplications(point.MultiplyAdds),
        ]));
}
