using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;
using static Graft.Backbones.Torchvision.TorchvisionWeights;

namespace Graft.Backbones.Torchvision;

/// <summary>
/// Vision transformers (Dosovitskiy et al., 2020) as in torchvision. Their places are those of the size that they were trained
/// with; no other is taken. What the class token has become is what the classifier sees.
/// </summary>
/// <param name="name">Its name in torchvision.</param>
/// <param name="patch">Pixels on a side of a patch.</param>
/// <param name="depth">Blocks.</param>
/// <param name="channels">Channels of a step.</param>
/// <param name="heads">Heads of an attention.</param>
internal sealed class TorchvisionVit(string name, int patch, int depth, int channels, int heads)
{
    private const double Epsilon = 1e-6;
    private const string Swag = "CC-BY-NC-4.0";

    private TransformerBlock Block => new(heads, 4 * channels, Epsilon, TransformerNames.Torchvision);

    public static IEnumerable<Backbone> All() =>
    [
        .. new TorchvisionVit("vit_b_16", 16, 12, 768, 12).With(
            Whole("vit_b_16_swag-9ac1b537", 85.304, 384), Linear("vit_b_16_lc_swag-4e70ced5", 81.886),
            V1("vit_b_16-c867db91", 81.072)),
        .. new TorchvisionVit("vit_b_32", 32, 12, 768, 12).With(V1("vit_b_32-d86f8d99", 75.912)),
        .. new TorchvisionVit("vit_l_16", 16, 24, 1024, 16).With(
            Whole("vit_l_16_swag-4f3808c9", 88.064, 512), Linear("vit_l_16_lc_swag-4d563306", 85.146),
            V1("vit_l_16-852ce7e3", 79.662, resize: 242)),
        .. new TorchvisionVit("vit_l_32", 32, 24, 1024, 16).With(V1("vit_l_32-c7638314", 76.972)),
        .. new TorchvisionVit("vit_h_14", 14, 32, 1280, 16).With(
            Linear("vit_h_14_lc_swag-c1eb923e", 85.708), Whole("vit_h_14_swag-80465313", 88.552, 518)),
    ];

    private IEnumerable<Backbone> With(params IReadOnlyList<TorchvisionWeights> published) =>
        new TorchvisionNetwork(name, "vit", channels, TransformerDepth.Ends(depth, At, "encoder.ln"), Build)
        {
            PooledSteps = (0, 1),
            TakesItsSizeAlone = true,
        }.With(published);

    // SWAG's weights (Singh et al., 2022), fine-tuned as a whole at a larger size, or as they were with a classifier behind them.
    private static TorchvisionWeights Whole(string file, double top1, int size) =>
        new("imagenet1k_swag_e2e_v1", file, top1, size, size, Interpolation.Bicubic) { Licence = Swag };

    private static TorchvisionWeights Linear(string file, double top1) =>
        new("imagenet1k_swag_linear_v1", file, top1, 224, 224, Interpolation.Bicubic) { Licence = Swag };

    private static string At(int block) => $"encoder.layers.encoder_layer_{block}";

    private Model Build(Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = new Conv2D(channels, patch, patch, name: "conv_proj").Apply(input.Output);
        var (rows, columns) = (x.Shape[0], x.Shape[1]);
        x = new Reshape([rows * columns, channels], "patches").Apply(x);
        x = new LearnedTokens(name: "class_token").Apply(x);
        x = new PositionEmbedding(rows, columns, inFront: 1, "encoder.pos_embedding").Apply(x);
        for (var block = 0; block < depth; block++)
            x = Block.Apply(x, At(block));
        x = new LayerNormalization(Epsilon, name: "encoder.ln").Apply(x);
        if (includeTop)
        {
            x = new StepPooling(0, 1, "class_step").Apply(x);
            x = new Dense(1000, name: "heads.head").Apply(x);
        }
        return new Model(input.Output, x, name);
    }
}
