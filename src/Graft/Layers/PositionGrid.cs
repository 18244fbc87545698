using Graft.Runtime.Imaging;

namespace Graft.Layers;

/// <summary>
/// The places of a grid, row by row, behind some that are in none. What was learned for the places of a square grid is brought
/// to it by bicubic interpolation that takes all old places into account where there are fewer now (timm's
/// <c>resample_abs_pos_embed</c>).
/// </summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="InFront">Places that are in no grid.</param>
internal sealed record PositionGrid(int Height, int Width, int InFront) : IWeightAdaption
{
    /// <summary>The number of places.</summary>
    public int Steps => InFront + Height * Width;

    /// <inheritdoc/>
    public bool Takes(IReadOnlyList<long> shape) => shape is [1, var steps, _] && Side(steps) > 0;

    /// <inheritdoc/>
    public float[] Adapt(IReadOnlyList<long> shape, float[] values)
    {
        var (side, channels) = (Side(shape[1]), (int)shape[2]);
        // Places of no square can only be this grid's own.
        if (side == 0 || (side == Height && side == Width))
            return values;
        var inFront = InFront * channels;
        float[] others = values[..inFront];
        return
        [
            .. others,
            .. Resampler.Resize(
                values.AsSpan(inFront), side, side, channels, Height, Width, Resampling.Torch("bicubic", antialias: true)),
        ];
    }

    // 0 where the places are no square.
    private int Side(long steps)
    {
        var side = (int)Math.Round(Math.Sqrt(Math.Max(steps - InFront, 0)));
        return (long)side * side == steps - InFront ? side : 0;
    }
}
