using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Graft.Layers;

/// <summary>
/// Brings a map of any size to one size: cell <c>i</c> of <c>n</c> is the mean of the rows from <c>floor(i * height / n)</c> to
/// <c>ceil((i + 1) * height / n)</c>, columns alike (PyTorch's <c>AdaptiveAvgPool2d</c>). A map of that size stays as it is.
/// </summary>
public sealed class AdaptiveAveragePooling2D : UnaryLayer
{
    /// <summary>The pooling, without weights.</summary>
    /// <param name="outputSize">Height and width of the result.</param>
    /// <param name="name">The layer's name.</param>
    public AdaptiveAveragePooling2D(Size2D outputSize, string? name = null) : base(name) =>
        OutputSize = outputSize.AtLeastOne(nameof(outputSize));

    /// <summary>Height and width of the result.</summary>
    public Size2D OutputSize { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireMap(input);
        return new Shape(OutputSize.Height, OutputSize.Width, input.Channels);
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new() { ["output_size"] = OutputSize.Json() };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context) =>
        functional.adaptive_avg_pool2d(input, [OutputSize.Height, OutputSize.Width]);

    // Each cell is a weighted sum over all places: one matrix product, channels as rows.
    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(input);
        var target = OutputShape(input.Shape);
        if (input.Shape.Equals(target))
            return input;
        var rows = writer.Reshape(input, new Shape(input.Shape[0] * input.Shape[1], input.Shape.Channels));
        var means = writer.MatrixProduct(writer.Transpose(rows, [1, 0]), Shares(input.Shape), null);
        return writer.Reshape(writer.Transpose(means, [1, 0]), target);
    }

    internal static AdaptiveAveragePooling2D FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Size("output_size"), name);

    private Tensor Shares(Shape map)
    {
        var (rows, columns) = (Shares(map[0], OutputSize.Height), Shares(map[1], OutputSize.Width));
        var shares = new float[map[0] * map[1], OutputSize.Height * OutputSize.Width];
        for (var y = 0; y < map[0]; y++)
            for (var x = 0; x < map[1]; x++)
                for (var i = 0; i < OutputSize.Height; i++)
                    for (var j = 0; j < OutputSize.Width; j++)
                        shares[y * map[1] + x, i * OutputSize.Width + j] = rows[y, i] * columns[x, j];
        return tensor(shares);
    }

    private static float[,] Shares(int length, int cells)
    {
        var shares = new float[length, cells];
        for (var cell = 0; cell < cells; cell++)
        {
            var start = cell * length / cells;
            var end = ((cell + 1) * length + cells - 1) / cells;
            for (var place = start; place < end; place++)
                shares[place, cell] = 1f / (end - start);
        }
        return shares;
    }
}
