using System.Globalization;
using Graft.Layers;

namespace Graft.Models;

/// <summary>The table of a model's layers that Keras users know.</summary>
internal sealed class ModelSummary
{
    private static readonly string[] Headings = ["Layer (type)", "Output Shape", "Param #", "Trainable"];

    private readonly string name;
    private readonly List<string[]> rows;
    private readonly (long All, long Trainable) parameters;

    public ModelSummary(Model model)
    {
        name = model.Name;
        var shapes = model.Nodes.GroupBy(node => node.Layer)
            .ToDictionary(group => group.Key, group => group.First().Outputs.Select(output => output.Shape));
        rows = [.. model.Layers.Select(layer => Row(layer, layer is Input input ? [input.Shape] : shapes[layer]))];
        parameters = (Count(model.Weights.Concat(model.AdapterWeights)), Count(model.TrainableWeights));
    }

    public void Write(TextWriter writer)
    {
        var widths = Enumerable.Range(0, Headings.Length)
            .Select(column => rows.Append(Headings).Max(row => row[column].Length)).ToArray();
        writer.WriteLine($"Model: \"{name}\"");
        writer.WriteLine(Line('┏', '━', '┳', '┓'));
        writer.WriteLine(Cells(Headings, '┃'));
        writer.WriteLine(Line('┡', '━', '╇', '┩'));
        for (var i = 0; i < rows.Count; i++)
        {
            if (i > 0)
                writer.WriteLine(Line('├', '─', '┼', '┤'));
            writer.WriteLine(Cells(rows[i], '│'));
        }
        writer.WriteLine(Line('└', '─', '┴', '┘'));
        writer.WriteLine($" Total params: {Amount(parameters.All)}");
        writer.WriteLine($" Trainable params: {Amount(parameters.Trainable)}");
        writer.WriteLine($" Non-trainable params: {Amount(parameters.All - parameters.Trainable)}");

        string Line(char left, char line, char cross, char right) =>
            left + string.Join(cross, widths.Select(width => new string(line, width + 2))) + right;

        string Cells(string[] cells, char border) => border + string.Join(border, cells.Select(Cell)) + border;

        string Cell(string text, int column) => " " + column switch
        {
            2 => text.PadLeft(widths[column]),
            3 => Centre(text, widths[column]),
            _ => text.PadRight(widths[column]),
        } + " ";
    }

    private static string[] Row(Layer layer, IEnumerable<Operations.Shape> shapes) =>
        [$"{layer.Name} ({layer.TypeName})", string.Join(", ", shapes), Number(Count(layer.Weights.Concat(layer.AdapterWeights))), Trains(layer)];

    private static string Trains(Layer layer)
    {
        if (layer.Weights.Count == 0)
            return "-";
        if (!layer.TrainableWeights.Any())
            return "N";
        return layer.TrainableWeights.Count() == layer.Weights.Count(weight => !weight.IsStatistic) ? "Y" : "partly";
    }

    private static long Count(IEnumerable<Weight> weights) => weights.Sum(weight => weight.Count);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Amount(long count) => $"{Number(count)} ({Bytes(count * sizeof(float))})";

    private static string Bytes(double bytes)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB"];
        var unit = 0;
        for (; bytes >= 1024 && unit < units.Length - 1; unit++)
            bytes /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{bytes:F2} {units[unit]}");
    }

    private static string Centre(string text, int width) => text.PadLeft((width + text.Length + 1) / 2).PadRight(width);
}
