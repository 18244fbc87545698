using System.Globalization;
using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;

namespace Graft.Backbones.Keras;

/// <summary>
/// ConvNeXt (Liu et al., 2022) as in Keras: depthwise windows of 7 x 7 and two dense layers at each point. Pixels come in from
/// 0 to 255. Without the classifier a normalization ends it, whose weights are those before the classifier.
/// </summary>
internal static class KerasConvNeXt
{
    private static readonly Published[] Networks =
    [
        new("tiny", ConvNeXtSize.Tiny, 27_820_128, 0.813,
            "8ae6e78ce2933352b1ef4008e6dd2f17bc40771563877d156bc6426c7cf503ff",
            "d547c096cabd03329d7be5562c5e14798aa39ed24b474157cef5e85ab9e49ef1"),
        new("small", ConvNeXtSize.Small, 49_454_688, 0.823,
            "ce1277d8f1ee5a0ef0e171469089c18f5233860ceaf9b168049cb9263fd7483c",
            "6fc8009faa2f00c1c1dfce59feea9b0745eb260a7dd11bee65c8e20843da6eab"),
        new("base", ConvNeXtSize.Base, 87_566_464, 0.853,
            "52cbb006d3dadd03f6e095a8ca1aca47aecdd75acb4bc74bce1f5c695d0086e6",
            "40a20c5548a5e9202f69735ecc06c990e6b7c9d2de39f0361e27baeb24cb7c45"),
        new("large", ConvNeXtSize.Large, 196_230_336, 0.863,
            "070c5ed9ed289581e477741d3b34beffa920db8cf590899d6d2c67fba2a198a6",
            "96f02b6f0753d4f543261bc9d09bed650f24dd6bc02ddde3066135b63d23a1cd"),
        new("xlarge", ConvNeXtSize.ExtraLarge, 348_147_968, 0.867,
            "c1f5ccab661354fc3a79a10fa99af82f0fbf10ec65cb894a3ae0815f17a889ee",
            "de3f8a54174130e0cecdc71583354753d557fcf1f4487331558e2a16ba0cfe05"),
    ];

    public static IEnumerable<Backbone> All() => Networks.Select(size => new KerasEntry
    {
        Name = size.FullName,
        Family = "convnext",
        WithTop = KerasFiles.At($"convnext/{size.FullName}.h5", new ContentHash("sha256", size.Sha256)),
        WithoutTop = KerasFiles.At($"convnext/{size.FullName}_notop.h5", new ContentHash("sha256", size.Sha256WithoutTop)),
        Licence = "MIT",
        Top1 = size.Top1,
        Mode = "none",
        Features = size.Size.Filters[^1],
        Parameters = size.Parameters,
        Blocks =
        [
            .. Enumerable.Range(1, size.Size.Depths.Length - 1).Select(stages => Sum(size.Size.Depths.Take(stages).Sum() - 1)),
            "layer_normalization",
        ],
    }.With((shape, includeTop, preprocessing) => Build(size, shape, includeTop, preprocessing)));

    private static Model Build(Published network, Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var (name, depths, filters) = (network.FullName, network.Size.Depths, network.Size.Filters);
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = new Normalization(
            [0.485f * 255, 0.456f * 255, 0.406f * 255],
            [.. new[] { 0.229f * 255, 0.224f * 255, 0.225f * 255 }.Select(deviation => deviation * deviation)],
            $"{name}_prestem_normalization").Apply(input.Output);
        x = Sequence(
            x, $"{name}_stem", new Conv2D(filters[0], 4, 4, name: $"{name}_stem_conv"), Normalize($"{name}_stem_layernorm"));
        var done = 0;
        for (var stage = 0; stage < filters.Length; stage++)
        {
            if (stage > 0)
                x = Sequence(
                    x,
                    $"{name}_downsampling_block_{stage - 1}",
                    Normalize($"{name}_downsampling_layernorm_{stage - 1}"),
                    new Conv2D(filters[stage], 2, 2, name: $"{name}_downsampling_conv_{stage - 1}"));
            for (var block = 0; block < depths[stage]; block++)
                x = Block($"{name}_stage_{stage}_block_{block}", done++).Apply(x);
        }
        if (includeTop)
        {
            x = new GlobalAveragePooling2D(name: $"{name}_head_gap").Apply(x);
            x = Normalize($"{name}_head_layernorm").Apply(x);
            x = new Dense(1000, activation: "softmax", name: $"{name}_head_dense").Apply(x);
        }
        else
            x = Normalize(null).Apply(x);
        return new Model(input.Output, x, name);
    }

    // Keras adds without a layer, under a name that counts the sums.
    private static ConvNeXtBlock Block(string name, int number) => new(
        $"{name}_depthwise_conv", $"{name}_layernorm", $"{name}_pointwise_conv_1", $"{name}_gelu", $"{name}_pointwise_conv_2",
        $"{name}_layer_scale", Sum(number))
    {
        Identity = $"{name}_identity",
    };

    private static Symbol Sequence(Symbol x, string name, params Layer[] layers) =>
        new Sequential([new Input(x.Shape), .. layers], name).Apply(x);

    private static LayerNormalization Normalize(string? name) => new(ConvNeXtBlock.UsualEpsilon, name: name);

    private static string Sum(int number) =>
        number == 0 ? "add" : string.Create(CultureInfo.InvariantCulture, $"add_{number}");

    private sealed record Published(
        string Name, ConvNeXtSize Size, long Parameters, double Top1, string Sha256, string Sha256WithoutTop)
    {
        public string FullName => $"convnext_{Name}";
    }
}
