using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>
/// Adds to each step what was learned for its place. The steps are those of a grid, row by row, maybe with others in front.
/// Arrays of PyTorch's files that were learned for a square grid are brought to this one's size by bicubic interpolation.
/// </summary>
public sealed class PositionEmbedding : UnaryLayer
{
    private readonly PositionGrid grid;
    private Weight? embedding;

    /// <summary>An embedding of the places of a grid.</summary>
    /// <param name="height">Rows of the grid.</param>
    /// <param name="width">Columns of the grid.</param>
    /// <param name="inFront">Steps in front of the grid's that have a place too.</param>
    /// <param name="name">The layer's name.</param>
    public PositionEmbedding(int height, int width, int inFront = 0, string? name = null) : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(inFront, 0);
        grid = new PositionGrid(height, width, inFront);
    }

    /// <summary>Rows of the grid.</summary>
    public int Height => grid.Height;

    /// <summary>Columns of the grid.</summary>
    public int Width => grid.Width;

    /// <summary>Steps in front of the grid's that have a place too.</summary>
    public int InFront => grid.InFront;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Rank == 2 && input[0] == grid.Steps
            ? input
            : throw new ArgumentException($"{grid.Steps} steps are wanted, {Height} x {Width} and {InFront} in front; "
                + $"{input} was given.");
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() =>
        new() { ["height"] = Height, ["width"] = Width, ["in_front"] = InFront };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Plus(embedding!.Tensor);
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return writer.ConstantSum(input, embedding!.Tensor);
    }

    internal static PositionEmbedding FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Int("height"), configuration.Int("width"), configuration.Int("in_front"), name);

    private protected override IReadOnlyList<Weight> CreateWeights(Shape input)
    {
        embedding = CreateWeight(
            "embedding", (grid.Steps, input.Channels), WeightLayout.Steps, "truncated_normal", adaption: grid);
        return [embedding];
    }

    private protected override void CheckBuilt(Shape input)
    {
        if (input.Channels != embedding!.Shape[1])
            throw new ArgumentException($"its places were built for {embedding.Shape[1]} channels, {input} was given.");
    }
}
