using System.Globalization;
using Graft.Planning;
using Graft.Runtime.Heads;

namespace Graft.Cli.Output;

/// <summary>What came of a training, for people.</summary>
/// <param name="terminal">Where it goes.</param>
internal sealed class TrainingSummary(Terminal terminal)
{
    /// <summary>Prints it, a line a fact.</summary>
    public void Print(ClassifierResult result)
    {
        terminal.Result(result.Model);
        if (result.Validation is { } validation)
            Line("validation accuracy", Percent(validation.Accuracy));
        if (result.Test is { } test)
            Line("test accuracy", string.Create(CultureInfo.InvariantCulture,
                $"{Percent(test.Accuracy)} of {test.Count} pictures that took no part in any choice"));
        Line("head", $"{result.Recipe.Head}, {SeenBy(result.Recipe)}");
        Line("parameters", string.Create(
            CultureInfo.InvariantCulture, $"{result.Parameters:N0}, {result.TrainableParameters:N0} of them trained"));
        var recalled = result.Trunk.PicturesRecalled > 0
            ? string.Create(CultureInfo.InvariantCulture, $"; {result.Trunk.PicturesRecalled:N0} pictures known from before")
            : "";
        if (result.Recipe.IsFromScratch)
            Line("network", "trained from random weights");
        else
            Line("network", string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Trunk.PicturesPerSecond:0.0} pictures a second, {result.Trunk.DType}{recalled}"));
        Line("written model", string.Create(
            CultureInfo.InvariantCulture, $"differs from the trained one by {result.LargestDifference:0.0e+0} at most"));
        Line("time", Duration.Of(TimeSpan.FromSeconds(result.Seconds.Total)));
    }

    private static string SeenBy(Recipe recipe) => TapsNames.Parse(recipe.Taps) switch
    {
        Taps.Last => "on the last block",
        Taps.Blocks => "on all blocks",
        _ => "on all blocks and how far their values spread",
    };

    private void Line(string name, string value) => terminal.Result($"{name,-20} {value}");

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");
}
