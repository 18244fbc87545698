using System.Globalization;
using System.Xml.Linq;
using Graft.Evaluation;

namespace Graft.Cli.Reports;

/// <summary>Which class was taken for which, as a table whose fields are the darker the larger their share of the true class.</summary>
internal static class ConfusionTable
{
    /// <summary>The table.</summary>
    /// <param name="confusion">What it shows.</param>
    /// <param name="colour">The colour's class in the style: <c>ofFirst</c> or <c>ofSecond</c>.</param>
    public static XElement Of(ConfusionMatrix confusion, string colour) => Html.Of(
        "div.scroll",
        Html.Of(
            $"table.confusion.{colour}",
            Html.Of("thead", Html.Of("tr", Html.Of("th", "truth, taken for"), confusion.Labels.Select(label => Html.Of("th", label)))),
            Html.Of("tbody", confusion.Labels.Select((label, truth) => Html.Of(
                "tr", Html.Of("th", label), confusion.Counts[truth].Select((count, taken) => Cell(confusion, truth, taken, count)))))));

    private static XElement Cell(ConfusionMatrix confusion, int truth, int taken, int count)
    {
        var share = (double)count / Math.Max(1, confusion.Counts[truth].Sum());
        var labels = confusion.Labels;
        return Html.Of(
            count == 0 ? "td.none" : "td",
            Html.With("style", string.Create(CultureInfo.InvariantCulture, $"--share: {share:0.###}")),
            Html.With("title", truth == taken
                ? FormattableString.Invariant($"{count} of '{labels[truth]}' told rightly")
                : FormattableString.Invariant($"{count} of '{labels[truth]}' taken for '{labels[taken]}'")),
            count.ToString(CultureInfo.InvariantCulture));
    }
}
