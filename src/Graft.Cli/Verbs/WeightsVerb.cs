using System.CommandLine;
using System.Globalization;
using Graft.Backbones;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Cli.Results;
using Graft.Weights;
using Spectre.Console;

namespace Graft.Cli.Verbs;

/// <summary>Shows what a weights file holds and which network it fits, and converts it.</summary>
internal sealed class WeightsVerb : Verb
{
    private const string Ending = ".safetensors";

    private readonly Terminal terminal;
    private readonly Option<bool> json;
    private readonly Argument<string> file = new("FILE")
    {
        Description =
            "Weights of Keras or PyTorch, safetensors, .npz, or a folder of the Hugging Face hub. Nothing in it is run.",
    };
    private readonly Option<string> to = new("--to")
    {
        HelpName = "OUT.safetensors",
        Description = "Write the weights there, their numbers unchanged.",
    };
    private readonly Option<bool> force = CommonOptions.Force();

    public WeightsVerb(Terminal terminal, Option<bool> json) : base(
        "weights", "Shows what a weights file holds and which network it fits; converts it.",
        "graft weights resnet50-0676ba61.pth",
        "graft weights checkpoint.pth --to weights.safetensors",
        "graft weights model.keras --json")
    {
        (this.terminal, this.json) = (terminal, json);
        Add(file);
        Add(to);
        Add(force);
    }

    protected override Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var (path, output) = (given.GetRequiredValue(file), given.GetValue(to));
        if (output is not null)
        {
            if (!output.EndsWith(Ending, StringComparison.OrdinalIgnoreCase))
                throw new UsageException($"--to is '{output}'; weights are written as safetensors, whose names end in {Ending}.");
            OutputPath.Check(output, given.GetValue(force));
        }
        using var weights = WeightsFile.Open(path);
        var inspected = Inspect(weights, output, stop);
        if (output is not null)
            weights.SaveSafetensors(output, given.GetValue(force), stop);
        Warn(inspected);
        if (given.GetValue(json))
            terminal.Json(inspected, Documents.Readable.InspectedWeights);
        else
            Print(inspected);
        return Task.FromResult(ExitCode.Done);
    }

    private static InspectedWeights Inspect(WeightsFile weights, string? output, CancellationToken stop)
    {
        InspectedArray[] arrays = [.. weights.Arrays.Select(array => InspectedArray.Of(array, stop))];
        return new(
            weights.Path, weights.Format, weights.Files.Sum(part => new FileInfo(part).Length), weights.Metadata,
            weights.Unwrapped, arrays,
            [.. weights.LeftOut.Select(ListedArray.Of)], weights.Arrays.Sum(array => array.Count),
            arrays.Sum(array => array.Nan), arrays.Sum(array => array.Infinite),
            [.. FittingBackbone.For(weights, stop).Select(FittingNetwork.Of)], output);
    }

    private void Warn(InspectedWeights inspected)
    {
        if (inspected.Nan + inspected.Infinite > 0)
            terminal.Warning(
                $"'{inspected.File}' has values that are no finite numbers ({Number(inspected.Nan)} NaN, "
                + $"{Number(inspected.Infinite)} infinite), as no sound weights have. Get the file afresh.");
    }

    private void Print(InspectedWeights inspected)
    {
        var notFinite = inspected.Nan + inspected.Infinite > 0;
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("name", "shape", "dtype");
        if (notFinite)
            foreach (var heading in (string[])["NaN", "infinite"])
                table.AddColumn(heading, column => column.RightAligned());
        foreach (var array in inspected.Arrays)
        {
            string[] row = [array.Name, $"[{string.Join(", ", array.Shape)}]", array.Dtype];
            table.AddRow([.. (notFinite ? [.. row, Number(array.Nan), Number(array.Infinite)] : row).Select(Markup.Escape)]);
        }
        terminal.Result(table);
        terminal.Result($"{inspected.Format}: {Number(inspected.Arrays.Count)} arrays, {Number(inspected.Numbers)} numbers, "
            + Bytes.Of(inspected.Bytes));
        if (inspected.Unwrapped.Count > 0)
            terminal.Result($"taken off around the names: {string.Join(", ", inspected.Unwrapped)}");
        if (inspected.LeftOut.Count > 0)
            terminal.Result($"left out: {Number(inspected.LeftOut.Count)} arrays beside the weights, "
                + $"such as {inspected.LeftOut[0].Name}");
        terminal.Result(inspected.Fits.Count == 0
            ? "fits: no network that 'graft backbones' lists"
            : $"fits: {string.Join(", ", inspected.Fits.Select(Describe))}");
        if (inspected.Output is { } output)
            terminal.Result($"written: {output}");
    }

    private static string Describe(FittingNetwork network) =>
        network.IncludesTop ? network.Name : $"{network.Name} without its classifier";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
