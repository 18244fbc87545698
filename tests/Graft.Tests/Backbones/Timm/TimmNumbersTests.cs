using Graft.Backbones;
using Graft.Engine;
using Graft.Export;
using Graft.Layers;
using Graft.Tests.Export;
using Graft.Trunk.Programs;
using static TorchSharp.torch;

namespace Graft.Tests.Backbones.Timm;

/// <summary>The backbones with timm's names, filled with the weights of the formula, give what timm's own gave.</summary>
public sealed class TimmNumbersTests
{
    private const double Compiled = 1e-5;

    // The small ones; the rest runs by --explicit only --filter-trait "Category=Slow".
    private static readonly string[] Quick =
    [
        "resnet18.a1_in1k", "resnet26t", "mobilenetv3_large_100", "mobilenetv4_conv_small", "efficientnet_b0", "efficientnet_lite0",
        "tf_efficientnet_lite0", "tf_efficientnetv2_b0", "convnext_atto", "convnextv2_atto",
    ];

    private static readonly string[] Rest = ["resnet50.a1_in1k", "resnet50d", "seresnet50", "convnext_tiny"];

    public static TheoryData<string> Small => [.. Quick];

    public static TheoryData<string> Large => [.. Rest];

    public static TheoryData<string> All => [.. Quick, .. Rest];

    [Theory]
    [MemberData(nameof(All))]
    public void Arrays_have_the_names_and_shapes_of_the_state_dict(string name)
    {
        var reference = TorchReference.Read("timm", name);
        var expected = reference.Arrays.ToList();
        var model = Make(name, includeTop: true);
        Assert.Equal(expected, TorchReference.ArraysOf(model), Same);
        Assert.Equal(
            reference.Json.GetProperty("parameters").GetInt64(),
            model.Weights.Where(weight => !weight.IsStatistic).Sum(weight => weight.Count));
        var without = TorchReference.ArraysOf(Make(name, includeTop: false)).ToList();
        Assert.All(without, array => Assert.Contains(expected, other => Same(other, array)));
    }

    [Theory]
    [MemberData(nameof(Small))]
    public void A_network_gives_the_numbers_of_timm_after_every_layer_and_at_an_odd_size(string name) => Compare(name);

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Large))]
    public void A_large_network_gives_the_numbers_of_timm(string name) => Compare(name);

    [Theory]
    [MemberData(nameof(Small))]
    public void In_ONNX_Runtime_and_compiled_a_network_gives_the_same(string name) => CompareExported(name);

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Large))]
    public void In_ONNX_Runtime_and_compiled_a_large_network_gives_the_same(string name) => CompareExported(name);

    private static void CompareExported(string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var reference = TorchReference.Read("timm", name);
        var model = Make(name, includeTop: true, reference.Size("odd"));
        reference.Fill(model);
        var picture = reference.Picture("odd");
        var expected = Floats(model.Forward([picture], ForwardContext.Inference)[0]);

        var (height, width) = reference.Size("odd");
        var input = new OnnxArray([1, height, width, 3], Floats(Layout.ToLogical(picture)));
        var onnx = OnnxWriter.WriteModel(model.Lower(), ["picture"], ["logits"]);
        Close.Relative(expected, OnnxRun.Of(onnx, input)[0].Values, 1e-4, $"{name} in ONNX Runtime");

        using var program = TrunkProgram.Compile(model.Lower(), 1, ScalarType.Float32);
        Close.Relative(expected, Floats(program.Run([picture])[0]), Compiled, $"{name} compiled");
    }

    [Theory]
    [MemberData(nameof(Small))]
    public void In_bf16_features_stay_near(string name) => CompareHalf(name);

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Large))]
    public void In_bf16_features_of_a_large_network_stay_near(string name) => CompareHalf(name);

    private static void CompareHalf(string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var reference = TorchReference.Read("timm", name);
        var model = Make(name, includeTop: true);
        reference.Fill(model);
        using var half = TrunkProgram.Compile(new Model([model.Input], [Fed(model)]).Lower(), 1, ScalarType.BFloat16);
        reference.ComparePooled(half.Run([reference.Picture("default")])[0], "default", InHalfPrecision(name));
    }

    // Without weights of channels, and with activations cut at 6, the weights of the formula magnify what is rounded. Such a network
    // stays in 32 bits unless it is asked for, as it is measured on pictures first.
    private static double InHalfPrecision(string name) => name.EndsWith("lite0", StringComparison.Ordinal) ? 6e-2 : 2e-2;

    private static void Compare(string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var reference = TorchReference.Read("timm", name);
        var model = Make(name, includeTop: true);
        reference.Fill(model);
        var nodes = model.Nodes.ToList();
        var every = new Model([model.Input], [.. nodes.Select(node => node.Outputs[0])]);
        var values = every.Forward([reference.Picture("default")], ForwardContext.Inference);
        var byName = nodes.Zip(values).ToDictionary(pair => pair.First.Layer.Name, pair => pair.Second);
        reference.CompareTrace(model, byName, every: true);
        reference.CompareLogits(byName[model.Output.Node.Layer.Name]);

        var backbone = BackboneRegistry.Find($"{name}.timm");
        reference.ComparePooled(byName[Fed(model).Node.Layer.Name], "default");
        reference.CompareMap(byName[backbone.Blocks[^1]], "default");

        var odd = Make(name, includeTop: true, reference.Size("odd"));
        foreach (var (weight, filled) in odd.Weights.Zip(model.Weights))
            weight.Set(filled.ToArray());
        var map = odd.Nodes.Single(node => node.Layer.Name == backbone.Blocks[^1]).Outputs[0];
        var given = new Model([odd.Input], [map, Fed(odd)]).Forward([reference.Picture("odd")], ForwardContext.Inference);
        reference.CompareMap(given[0], "odd");
        reference.ComparePooled(given[1], "odd");
    }

    // What the classifier is fed.
    private static Symbol Fed(Model model) => model.Output.Node.Inputs[0];

    private static Model Make(string name, bool includeTop, (int Height, int Width)? size = null) =>
        BackboneRegistry.Find($"{name}.timm").Load(new BackboneOptions
        {
            Weights = null,
            IncludeTop = includeTop,
            InputShape = size is { } given ? (given.Height, given.Width, 3) : null,
        });

    private static bool Same((string Name, long[] Shape) one, (string Name, long[] Shape) other) =>
        one.Name == other.Name && one.Shape.SequenceEqual(other.Shape);

    private static float[] Floats(Tensor value) => value.contiguous().data<float>().ToArray();
}
