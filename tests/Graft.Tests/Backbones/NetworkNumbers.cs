using Graft.Backbones;
using Graft.Engine;
using Graft.Export;
using Graft.Layers;
using Graft.Tests.Export;
using Graft.Tests.Trunk.Programs;
using Graft.Trunk.Programs;
using Graft.Weights.Safetensors;
using static TorchSharp.torch;

namespace Graft.Tests.Backbones;

/// <summary>The steps in which a backbone of torchvision's or timm's is compared with what its publisher's own gave.</summary>
internal sealed class NetworkNumbers
{
    private const double Exported = 1e-4, Compiled = 1e-5;

    private readonly TorchReference reference;
    private readonly Backbone backbone;

    /// <param name="source">The publisher.</param>
    /// <param name="name">The network's name there.</param>
    public NetworkNumbers(string source, string name)
    {
        reference = TorchReference.Read(source, name);
        backbone = BackboneRegistry.Find($"{name}.{source}");
    }

    /// <summary>Names, shapes and numbers of all arrays, with the classifier and without it.</summary>
    public void CompareArrays()
    {
        var expected = reference.Arrays.ToList();
        var model = Make(includeTop: true, "default");
        Assert.Equal(expected, TorchReference.ArraysOf(model), Same);
        Assert.Equal(
            reference.Json.GetProperty("parameters").GetInt64(),
            model.Weights.Where(weight => !weight.IsStatistic).Sum(weight => weight.Count));
        var without = TorchReference.ArraysOf(Make(includeTop: false, "default")).ToList();
        Assert.All(without, array => Assert.Contains(expected, other => Same(other, array)));
    }

    /// <summary>Every layer, the logits, map and features at the default size; map and features at the odd one.</summary>
    /// <param name="every">Whether each of the publisher's modules must have a layer.</param>
    public void CompareLayers(bool every)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var model = Filled("default");
        var nodes = model.Nodes.ToList();
        var values = Run(model, [.. nodes.Select(node => node.Outputs[0]), Map(model), Pooled(model)], "default");
        var byName = nodes.Zip(values).ToDictionary(pair => pair.First.Layer.Name, pair => pair.Second);
        reference.CompareTrace(model, byName, every);
        if (backbone.Weights.Classes > 0)
            reference.CompareLogits(byName[model.Output.Node.Layer.Name]);
        else
            reference.ComparePooled(byName[model.Output.Node.Layer.Name], "default");
        reference.CompareMap(values[^2], "default");
        reference.ComparePooled(values[^1], "default");
        Assert.Equal(backbone.Blocks[^1], Make(includeTop: false, "default").Output.Node.Layer.Name);

        if (!reference.HasOddSize)
        {
            Refusal.Of<ArgumentException>(
                "no other size",
                () => backbone.Load(new BackboneOptions { Weights = null, IncludeTop = true, InputShape = (139, 101, 3) }));
            return;
        }
        var odd = Filled("odd");
        values = Run(odd, [Map(odd), Pooled(odd)], "odd");
        reference.CompareMap(values[0], "odd");
        reference.ComparePooled(values[1], "odd");
    }

    /// <summary>ONNX in ONNX Runtime and the compiled program against the layers, at the odd size where there is one.</summary>
    public void CompareExported()
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var size = reference.HasOddSize ? "odd" : "default";
        var model = Filled(size);
        var picture = reference.Picture(size);
        var expected = Floats(model.Forward([picture], ForwardContext.Inference)[0]);

        var (height, width) = reference.Size(size);
        var input = new OnnxArray([1, height, width, 3], Floats(Layout.ToLogical(picture)));
        var onnx = OnnxWriter.WriteModel(model.Lower(), ["picture"], ["logits"]);
        Close.Relative(expected, OnnxRun.Of(onnx, input)[0].Values, Exported, $"{backbone.Name} in ONNX Runtime");

        using var program = TrunkProgram.Compile(model.Lower(), 1, ScalarType.Float32);
        Close.Relative(expected, Floats(program.Run([picture])[0]), Compiled, $"{backbone.Name} compiled");
    }

    /// <summary>The compiled program against the layers, at both sizes, in batches of 1, 3 and 32.</summary>
    public void CompareCompiled()
    {
        foreach (var size in reference.HasOddSize ? ["default", "odd"] : (string[])["default"])
            foreach (var batch in new[] { 1, 3, 32 })
                CompiledComparison.Require(Filled(size), batch);
    }

    /// <summary>The features in bf16 against the publisher's.</summary>
    /// <param name="isBeyond">Whether bf16 cannot keep them near.</param>
    public void CompareInHalfPrecision(bool isBeyond)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var model = Filled("default");
        var graph = new Model([model.Input], [Pooled(model)]).Lower();
        HalfPrecision.Compare(graph, reference.Picture("default"), reference.Pooled("default"), backbone.Name, isBeyond);
    }

    private IReadOnlyList<Tensor> Run(Model model, IReadOnlyList<Symbol> wanted, string size) =>
        new Model([model.Input], [.. wanted]).Forward([reference.Picture(size)], ForwardContext.Inference);

    private Symbol Map(Model model) =>
        model.Nodes.Single(node => node.Layer.Name == backbone.Blocks[^1]).Outputs[0];

    // What the classifier is fed; of a transformer, whose classifiers may be several, what stands for the picture.
    private Symbol Pooled(Model model) => backbone.PooledSteps is null
        ? model.Nodes.Last(node => node.Layer.Weights.Count > 0).Inputs[0]
        : backbone.Pool(Map(model));

    // The places of a transformer's steps are stored for one size; at another they come from the file.
    private Model Filled(string size)
    {
        if (backbone.PooledSteps is not null)
        {
            using var folder = new TemporaryFolder();
            var writer = new SafetensorsWriter([]);
            foreach (var (array, shape, values) in reference.State)
                writer.Add(array, shape, values);
            writer.Save(folder.File("model.safetensors"), overwrite: false);
            return Make(includeTop: true, size, folder.File("model.safetensors"));
        }
        var model = Make(includeTop: true, size);
        reference.Fill(model);
        return model;
    }

    private Model Make(bool includeTop, string size, string? weights = null)
    {
        var (height, width) = reference.Size(size);
        return backbone.Load(
            new BackboneOptions { Weights = weights, IncludeTop = includeTop, InputShape = (height, width, 3) });
    }

    private static bool Same((string Name, long[] Shape) one, (string Name, long[] Shape) other) =>
        one.Name == other.Name && one.Shape.SequenceEqual(other.Shape);

    private static float[] Floats(Tensor value) => value.contiguous().data<float>().ToArray();
}
