using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;

namespace Graft.Backbones.Embedded;

/// <summary>
/// The network that comes with Graft: a residual one (He et al., 2015) whose four stages cost about as much as each other, 138 million
/// multiplications for a picture of 64 x 64 pixels and 859 million for one of 160 x 160. Shortcuts that shrink a map average it first
/// (He et al., 2018). It convolves all channels with each other, never one by one, which processors do at a multiple of the rate, and
/// every stage ends in a map without negative values, whose averages a head can take the square roots of.
/// </summary>
internal static class EmbeddedNetwork
{
    /// <summary>What its layers are called together.</summary>
    public const string Name = "embedded";

    private const int StemWidth = 32;

    private static readonly TorchLayers Layers = new();

    // Channels and blocks of a stage; the first one keeps the map's size.
    private static readonly (int Width, int Depth)[] Stages = [(32, 1), (64, 2), (144, 2), (288, 2)];

    /// <summary>Channels of its last map.</summary>
    public static int Features => Stages[^1].Width;

    /// <summary>The layers that end its stem and its blocks, and those in the middle of a block.</summary>
    public static IReadOnlyList<string> Blocks =>
    [
        "stem.relu",
        .. from stage in Stages.Index()
           from block in Enumerable.Range(0, stage.Item.Depth)
           from layer in new[] { "0.relu", "relu" }
           select $"stage{stage.Index + 1}.{block}.{layer}",
    ];

    /// <summary>How its pictures are prepared: stretched to the input's size, by ImageNet's mean and deviation.</summary>
    /// <param name="size">Height and width of the input, in pixels.</param>
    public static Preprocessing Preprocessing(int size) =>
        Runtime.Imaging.Preprocessing.Torchvision(size, size) with { ResizeRule = ResizeRule.Squash, ResizeSize = null };

    /// <summary>Makes its graph; it has no classifier.</summary>
    /// <exception cref="ArgumentException">One is asked for.</exception>
    public static Model Build(Shape shape, bool includeTop, Preprocessing? preprocessing)
    {
        if (includeTop)
            throw new ArgumentException($"'{Name}' comes without a classifier.");
        var input = new Input(shape, preprocessing: preprocessing);
        var x = Step(input.Output, "stem", StemWidth, stride: 2);
        foreach (var (number, (width, depth)) in Stages.Index())
            for (var block = 0; block < depth; block++)
                x = Block(x, $"stage{number + 1}.{block}", width, stride: number > 0 && block == 0 ? 2 : 1);
        return new Model(input.Output, x, Name);
    }

    private static Symbol Step(Symbol x, string at, int filters, int stride) =>
        TorchLayers.Activate(Normalized(x, at, filters, stride), $"{at}.relu");

    private static Symbol Normalized(Symbol x, string at, int filters, int stride) =>
        Layers.Normalize(TorchLayers.Convolve(x, $"{at}.conv", filters, 3, stride), $"{at}.bn");

    private static Symbol Block(Symbol input, string at, int width, int stride)
    {
        var x = Normalized(Step(input, $"{at}.0", width, stride), $"{at}.1", width, 1);
        x = new Add($"{at}.add").Apply([x, Shortcut(input, $"{at}.shortcut", width, stride)]);
        return TorchLayers.Activate(x, $"{at}.relu");
    }

    private static Symbol Shortcut(Symbol x, string at, int width, int stride)
    {
        if (stride == 1 && x.Shape.Channels == width)
            return x;
        // A last row or column that stands alone is a mean of its own.
        if (stride > 1)
            x = new AveragePooling2D(2, 2, new Margins(0, x.Shape[0] % 2, 0, x.Shape[1] % 2), $"{at}.pool").Apply(x);
        return Layers.Normalize(TorchLayers.Convolve(x, $"{at}.conv", width, 1), $"{at}.bn");
    }
}
