using Graft.Engine;
using Graft.Layers;
using static TorchSharp.torch;

namespace Graft.Trunk.Programs;

/// <summary>
/// Drawn pictures, always the same, that are like photographs in one thing: coarse structures are stronger than fine ones, about in
/// inverse proportion to their frequency (Field, 1987). They show which values a network computes when nothing else is at hand.
/// </summary>
internal static class TypicalPictures
{
    private const int CoarsestGrid = 2;
    private const int FinestGrid = 128;

    /// <summary>A batch for a network; null where its input is no picture with a known preprocessing.</summary>
    /// <param name="model">The network.</param>
    /// <param name="count">How many.</param>
    /// <returns>What the network takes, in libtorch's layout. The caller owns it.</returns>
    public static Tensor? For(Model model, int count)
    {
        if (model.Inputs is not [{ Node.Layer: Input { Preprocessing: { } preprocessing } }])
            return null;
        using var scope = NewDisposeScope();
        var (height, width) = (preprocessing.InputHeight, preprocessing.InputWidth);
        var random = new RandomStream(0, "typical pictures");
        var sum = zeros(count, 3, height, width);
        for (var grid = CoarsestGrid; grid <= FinestGrid; grid *= 2)
            sum = sum.Plus(Octave(random, count, grid, height, width), 1.0 / grid);
        // Around a middle grey, a little less than a quarter of the range at most places.
        var pixels = (sum / sum.std()).Times(60).Plus(120).Between(0, 255).to(ScalarType.Byte);
        var bytes = Layout.ToLogical(pixels).contiguous().data<byte>().ToArray();
        var values = new float[bytes.Length];
        preprocessing.Normalize(bytes, values);
        return Layout.FromLogical(tensor(values, count, height, width, 3)).MoveToOuterDisposeScope();
    }

    // One grey pattern for all channels, and a weaker one for each: colours go together.
    private static Tensor Octave(RandomStream random, int count, int grid, int height, int width)
    {
        var grey = Grid(random, count, 1, grid);
        var colour = Grid(random, count, 3, grid).Over(3);
        return nn.functional.interpolate(grey.Plus(colour), [height, width], mode: InterpolationMode.Bicubic, align_corners: false);
    }

    private static Tensor Grid(RandomStream random, int count, int channels, int size)
    {
        var values = new float[count * channels * size * size];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)random.NextNormal();
        return tensor(values, count, channels, size, size);
    }
}
