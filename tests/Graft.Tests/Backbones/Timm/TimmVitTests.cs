using Graft.Backbones;
using Graft.Engine;
using Graft.Export;
using Graft.Layers;
using Graft.Tests.Export;
using Graft.Trunk.Programs;
using Graft.Weights.Safetensors;
using static TorchSharp.torch;

namespace Graft.Tests.Backbones.Timm;

/// <summary>Vision transformers with timm's names, filled with the weights of the formula, give what timm's own gave.</summary>
public sealed class TimmVitTests
{
    private const double Compiled = 1e-5, InHalfPrecision = 2e-2;

    // The small ones; the rest runs by --explicit only --filter-trait "Category=Slow".
    private static readonly string[] Quick =
        ["vit_tiny_patch16_224", "deit_tiny_distilled_patch16_224", "deit3_small_patch16_224", "vit_small_patch14_reg4_dinov2"];

    private static readonly string[] Rest = ["deit_small_patch16_224", "vit_small_patch14_dinov2", "vit_base_patch16_clip_224"];

    public static TheoryData<string> Small => [.. Quick];

    public static TheoryData<string> Large => [.. Rest];

    public static TheoryData<string> All => [.. Quick, .. Rest];

    [Theory]
    [MemberData(nameof(All))]
    public void Arrays_have_the_names_and_shapes_of_the_state_dict(string name)
    {
        var reference = TorchReference.Read("timm", name);
        var model = Make(reference, includeTop: true, "default");
        var (expected, actual) = (reference.Arrays.ToList(), TorchReference.ArraysOf(model).ToList());
        Assert.Equal(expected.Select(array => array.Name), actual.Select(array => array.Name));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Shape, pair.Second.Shape));
        Assert.Equal(reference.Json.GetProperty("parameters").GetInt64(), model.Weights.Sum(weight => weight.Count));
    }

    [Theory]
    [MemberData(nameof(Small))]
    public void A_transformer_gives_the_numbers_of_timm_after_every_layer_and_at_another_size(string name) => Compare(name);

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Large))]
    public void A_large_transformer_gives_the_numbers_of_timm(string name) => Compare(name);

    [Theory]
    [MemberData(nameof(Small))]
    public void In_ONNX_Runtime_and_compiled_a_transformer_gives_the_same(string name) => CompareExported(name);

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Large))]
    public void In_ONNX_Runtime_and_compiled_a_large_transformer_gives_the_same(string name) => CompareExported(name);

    [Fact]
    public void A_size_that_patches_do_not_fill_is_refused_with_the_nearest_that_they_do() => Refusal.Of<ArgumentException>(
        "multiples of 16 pixels; 139 x 101 were given. The nearest are 144 x 96",
        () => BackboneRegistry.Find("vit_tiny_patch16_224.timm").Load(
            new BackboneOptions { Weights = null, InputShape = (139, 101, 3) }));

    private static void Compare(string name)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var reference = TorchReference.Read("timm", name);
        var file = Saved(reference, folder);
        var model = Make(reference, includeTop: true, "default", file);
        var nodes = model.Nodes.ToList();
        var every = new Model([model.Input], [.. nodes.Select(node => node.Outputs[0])]);
        var values = every.Forward([reference.Picture("default")], ForwardContext.Inference);
        var byName = nodes.Zip(values).ToDictionary(pair => pair.First.Layer.Name, pair => pair.Second);
        reference.CompareTrace(model, byName, every: true);
        if (Backbone(reference).Weights.Classes > 0)
            reference.CompareLogits(byName[model.Output.Node.Layer.Name]);
        else
            reference.ComparePooled(byName[model.Output.Node.Layer.Name], "default");

        // The file's places are those of the default size.
        foreach (var size in new[] { "default", "odd" })
        {
            var steps = Make(reference, includeTop: false, size, file);
            var given = new Model([steps.Input], [steps.Output, Pooled(reference, steps)])
                .Forward([reference.Picture(size)], ForwardContext.Inference);
            reference.CompareMap(given[0], size);
            reference.ComparePooled(given[1], size);
        }
        Assert.Equal(Backbone(reference).Blocks[^1], Make(reference, includeTop: false, "odd").Output.Node.Layer.Name);
    }

    private static void CompareExported(string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var reference = TorchReference.Read("timm", name);
        var model = Make(reference, includeTop: true, "default");
        reference.Fill(model);
        var picture = reference.Picture("default");
        var expected = Floats(model.Forward([picture], ForwardContext.Inference)[0]);

        var (height, width) = reference.Size("default");
        var input = new OnnxArray([1, height, width, 3], Floats(Layout.ToLogical(picture)));
        var onnx = OnnxWriter.WriteModel(model.Lower(), ["picture"], ["logits"]);
        Close.Relative(expected, OnnxRun.Of(onnx, input)[0].Values, 1e-4, $"{name} in ONNX Runtime");

        using var program = TrunkProgram.Compile(model.Lower(), 1, ScalarType.Float32);
        Close.Relative(expected, Floats(program.Run([picture])[0]), Compiled, $"{name} compiled");

        var pooled = new Model([model.Input], [Pooled(reference, model)]);
        using var half = TrunkProgram.Compile(pooled.Lower(), 1, ScalarType.BFloat16);
        Close.Relative(
            Floats(pooled.Forward([picture], ForwardContext.Inference)[0]), Floats(half.Run([picture])[0]), InHalfPrecision,
            $"{name}, features in bf16");
    }

    // What stands for the picture.
    private static Symbol Pooled(TorchReference reference, Model model)
    {
        var (start, count) = Backbone(reference).PooledSteps!.Value;
        var last = model.Nodes.Single(node => node.Layer.Name == Backbone(reference).Blocks[^1]).Outputs[0];
        return new StepPooling(start, count).Apply(last);
    }

    private static string Saved(TorchReference reference, TemporaryFolder folder)
    {
        var writer = new SafetensorsWriter([]);
        foreach (var (array, shape, values) in reference.State)
            writer.Add(array, shape, values);
        writer.Save(folder.File("model.safetensors"), overwrite: false);
        return folder.File("model.safetensors");
    }

    private static Backbone Backbone(TorchReference reference) =>
        BackboneRegistry.Find($"{reference.Json.GetProperty("architecture").GetString()}.timm");

    private static Model Make(TorchReference reference, bool includeTop, string size, string? weights = null)
    {
        var (height, width) = reference.Size(size);
        return Backbone(reference).Load(
            new BackboneOptions { Weights = weights, IncludeTop = includeTop, InputShape = (height, width, 3) });
    }

    private static float[] Floats(Tensor value) => value.contiguous().data<float>().ToArray();
}
