using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;

namespace Graft.Backbones.Timm;

/// <summary>
/// Vision transformers (Dosovitskiy et al., 2020) as in timm, with those of DeiT (Touvron et al., 2020 and 2022), CLIP (Radford
/// et al., 2021), DINO (Caron et al., 2021) and DINOv2 (Oquab et al., 2023). At another size than the one that they were trained
/// with their places are interpolated; height and width are multiples of the patches'.
/// </summary>
internal static partial class TimmVit
{
    private const string LastNormalization = "norm", PooledNormalization = "fc_norm", Head = "head", SecondHead = "head_dist";

    public static IEnumerable<Backbone> All() =>
        Networks.SelectMany(network => Network(network.Name, network.Design, network.Parameters).Entries());

    private static TimmNetwork Network(string name, VitDesign design, long parameters) => new(
        name, name.StartsWith("deit", StringComparison.Ordinal) ? "deit" : "vit", design.Channels, Ends(design), parameters,
        (shape, classes, preprocessing) => Build(name, design, shape, classes, preprocessing))
    {
        MinimumSize = design.Patch,
        SizeStep = design.Patch,
        Classifier = Head,
        ClassifierInput = design is { NormalizesPooled: true, IsNormalized: true } ? PooledNormalization : null,
        PooledSteps = design.PooledSteps,
    };

    private static IReadOnlyList<string> Ends(VitDesign design) => TransformerDepth.Ends(
        design.Depth, At,
        design is { IsNormalized: true, NormalizesPooled: false }
            ? LastNormalization
            : $"{At(design.Depth - 1)}.{TransformerBlock.End}");

    private static string At(int block) => $"blocks.{block}";

    private static Model Build(string name, VitDesign design, Shape inputShape, int? classes, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = Steps(input.Output, design);
        if (design.NormalizesFirst)
            x = Normalize(x, "norm_pre", design);
        var block = new TransformerBlock(design.Heads, design.Hidden, design.Epsilon, TransformerNames.Timm)
        {
            FirstFactor = design.FirstFactor,
            Activation = design.Activation,
            HasPackedBias = design.HasPackedBias,
        };
        for (var number = 0; number < design.Depth; number++)
            x = block.Apply(x, At(number));
        if (design is { IsNormalized: true, NormalizesPooled: false })
            x = Normalize(x, LastNormalization, design);
        return new Model(input.Output, classes is { } count ? Classify(x, design, count) : x, name);
    }

    // From pixels to the steps that the blocks see.
    private static Symbol Steps(Symbol pixels, VitDesign design)
    {
        var (channels, patch) = (design.Channels, design.Patch);
        var x = new Conv2D(channels, patch, patch, useBias: !design.NormalizesFirst, name: "patch_embed.proj").Apply(pixels);
        var (rows, columns) = (x.Shape[0], x.Shape[1]);
        x = new Reshape([rows * columns, channels], "patches").Apply(x);
        return design.PlacesGridAlone
            ? InFront(Places(x, rows, columns, 0), design)
            : Places(InFront(x, design), rows, columns, design.InFront);
    }

    private static Symbol Places(Symbol x, int rows, int columns, int inFront) =>
        new PositionEmbedding(rows, columns, inFront, "pos_embed").Apply(x);

    // The last that is put in front stands first.
    private static Symbol InFront(Symbol x, VitDesign design)
    {
        if (design.Registers > 0)
            x = new LearnedTokens(design.Registers, "reg_token").Apply(x);
        if (design.IsDistilled)
            x = new LearnedTokens(name: "dist_token").Apply(x);
        return design.HasClassToken ? new LearnedTokens(name: "cls_token").Apply(x) : x;
    }

    private static Symbol Classify(Symbol steps, VitDesign design, int classes)
    {
        if (classes > 0 && design.IsDistilled)
            return Both(steps, classes);
        var (start, count) = design.PooledSteps;
        var x = new StepPooling(start, count, "pooled").Apply(steps);
        if (design is { NormalizesPooled: true, IsNormalized: true })
            x = Normalize(x, PooledNormalization, design);
        return classes > 0 ? new Dense(classes, name: Head).Apply(x) : x;
    }

    // The class token's classifier and the distillation token's, of which the mean counts.
    private static Symbol Both(Symbol steps, int classes)
    {
        var first = new Dense(classes, name: Head).Apply(new StepPooling(0, 1, "class_step").Apply(steps));
        var second = new Dense(classes, name: SecondHead).Apply(new StepPooling(1, 1, "distillation_step").Apply(steps));
        return new Rescaling(0.5, name: "mean").Apply(new Add("heads").Apply(first, second));
    }

    private static Symbol Normalize(Symbol x, string name, VitDesign design) =>
        new LayerNormalization(design.Epsilon, name: name).Apply(x);
}
