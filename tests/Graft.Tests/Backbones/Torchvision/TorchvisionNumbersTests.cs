using Graft.Backbones;
using Graft.Engine;
using Graft.Export;
using Graft.Layers;
using Graft.Tests.Export;
using Graft.Trunk.Programs;
using static TorchSharp.torch;

namespace Graft.Tests.Backbones.Torchvision;

/// <summary>The backbones with torchvision's names, filled with the weights of the formula, give what torchvision's own gave.</summary>
public sealed class TorchvisionNumbersTests
{
    private const double Compiled = 1e-5;

    // One or two of a family, the small ones; the rest runs by --explicit only --filter-trait "Category=Slow".
    private static readonly string[] Quick =
    [
        "resnet18", "resnet50", "squeezenet1_0", "squeezenet1_1", "densenet121", "mobilenet_v2", "mobilenet_v3_large",
        "mobilenet_v3_small", "efficientnet_b0", "efficientnet_v2_s", "convnext_tiny",
    ];

    private static readonly string[] Rest =
    [
        "resnet34", "resnext50_32x4d", "wide_resnet50_2", "alexnet", "vgg11", "vgg16", "vgg16_bn", "vgg19", "vit_b_16",
    ];

    public static TheoryData<string> Small => [.. Quick];

    public static TheoryData<string> Large => [.. Rest];

    public static TheoryData<string> All => [.. Quick, .. Rest];

    /// <summary>One of a family.</summary>
    public static TheoryData<string> Families =>
        [
            "resnet18", "alexnet", "squeezenet1_1", "densenet121", "mobilenet_v2", "mobilenet_v3_small", "efficientnet_b0",
            "convnext_tiny",
        ];

    [Theory]
    [MemberData(nameof(All))]
    public void Arrays_have_the_names_and_shapes_of_the_state_dict(string name)
    {
        var reference = TorchReference.Read("torchvision", name);
        var expected = reference.Arrays.ToList();
        Assert.Equal(expected, TorchReference.ArraysOf(Make(name, includeTop: true)), Same);

        var trained = Make(name, includeTop: true).Weights.Where(weight => !weight.IsStatistic).Sum(weight => weight.Count);
        Assert.Equal(reference.Json.GetProperty("parameters").GetInt64(), trained);
        var without = TorchReference.ArraysOf(Make(name, includeTop: false)).ToList();
        Assert.All(without, array => Assert.Contains(expected, other => Same(other, array)));
    }

    [Theory]
    [MemberData(nameof(Small))]
    public void A_network_gives_the_numbers_of_torchvision_after_every_layer_and_at_an_odd_size(string name) => Compare(name);

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Large))]
    public void A_large_network_gives_the_numbers_of_torchvision(string name) => Compare(name);

    [Theory]
    [MemberData(nameof(Families))]
    public void In_ONNX_Runtime_and_compiled_a_network_gives_the_same(string name) => CompareExported(name);

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public void In_ONNX_Runtime_compiled_and_in_bf16_a_transformer_gives_the_same()
    {
        CompareExported("vit_b_16");
        CompareInHalfPrecision("vit_b_16");
    }

    [Fact]
    public void In_bf16_features_differ_by_two_hundredths_of_the_largest_at_most() => CompareInHalfPrecision("convnext_tiny");

    private static void CompareExported(string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var reference = TorchReference.Read("torchvision", name);
        var size = reference.HasOddSize ? "odd" : "default";
        var (height, width) = reference.Size(size);
        var model = Make(name, includeTop: true, (height, width));
        reference.Fill(model);
        var picture = reference.Picture(size);
        var expected = Floats(model.Forward([picture], ForwardContext.Inference)[0]);

        var input = new OnnxArray([1, height, width, 3], Floats(Layout.ToLogical(picture)));
        var onnx = OnnxWriter.WriteModel(model.Lower(), ["picture"], ["logits"]);
        Close.Relative(expected, OnnxRun.Of(onnx, input)[0].Values, 1e-4, $"{name} in ONNX Runtime");

        using var program = TrunkProgram.Compile(model.Lower(), 1, ScalarType.Float32);
        Close.Relative(expected, Floats(program.Run([picture])[0]), Compiled, $"{name} compiled");
    }

    private static void CompareInHalfPrecision(string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var reference = TorchReference.Read("torchvision", name);
        var model = Make(name, includeTop: false);
        reference.Fill(model);
        var picture = reference.Picture("default");
        var pooled = model.Output.Shape.IsMap
            ? new GlobalAveragePooling2D().Apply(model.Output)
            : new StepPooling(0, 1).Apply(model.Output);
        var features = new Model(model.Input, pooled);
        using var program = TrunkProgram.Compile(features.Lower(), 1, ScalarType.BFloat16);
        var expected = features.Forward([picture], ForwardContext.Inference)[0];
        Close.Relative(Floats(expected), Floats(program.Run([picture])[0]), 2e-2, $"{name} in bf16");
    }

    private static void Compare(string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var reference = TorchReference.Read("torchvision", name);
        var model = Make(name, includeTop: true);
        reference.Fill(model);
        var nodes = model.Nodes.ToList();
        var every = new Model([model.Input], [.. nodes.Select(node => node.Outputs[0])]);
        var values = every.Forward([reference.Picture("default")], ForwardContext.Inference);
        var byName = nodes.Zip(values).ToDictionary(pair => pair.First.Layer.Name, pair => pair.Second);
        reference.CompareTrace(model, byName);
        reference.CompareLogits(byName[model.Output.Node.Layer.Name]);

        var backbone = BackboneRegistry.Find($"{name}.torchvision");
        var last = nodes.Last(node => node.Layer.Weights.Count > 0);
        reference.ComparePooled(byName[last.Inputs[0].Node.Layer.Name], "default");
        reference.CompareMap(byName[backbone.Blocks[^1]], "default");

        if (!reference.HasOddSize)
        {
            Refusal.Of<ArgumentException>("no other size", () => Make(name, includeTop: true, (139, 101)));
            return;
        }
        var odd = Make(name, includeTop: true, reference.Size("odd"));
        foreach (var (weight, filled) in odd.Weights.Zip(model.Weights))
            weight.Set(filled.ToArray());
        var map = odd.Nodes.Single(node => node.Layer.Name == backbone.Blocks[^1]).Outputs[0];
        var fed = odd.Nodes.Last(node => node.Layer.Weights.Count > 0).Inputs[0];
        var given = new Model([odd.Input], [map, fed]).Forward([reference.Picture("odd")], ForwardContext.Inference);
        reference.CompareMap(given[0], "odd");
        reference.ComparePooled(given[1], "odd");
    }

    private static Model Make(string name, bool includeTop, (int Height, int Width)? size = null) =>
        BackboneRegistry.Find($"{name}.torchvision").Load(new BackboneOptions
        {
            Weights = null,
            IncludeTop = includeTop,
            InputShape = size is { } given ? (given.Height, given.Width, 3) : null,
        });

    private static bool Same((string Name, long[] Shape) one, (string Name, long[] Shape) other) =>
        one.Name == other.Name && one.Shape.SequenceEqual(other.Shape);

    private static float[] Floats(Tensor value) => value.contiguous().data<float>().ToArray();
}
