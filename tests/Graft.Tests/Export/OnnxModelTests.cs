using CsCheck;
using Graft.Engine;
using Graft.Export;
using Graft.Layers;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Tests.Export;

public sealed class OnnxModelTests
{
    [Fact]
    public void Random_graphs_give_the_same_in_ONNX_Runtime() => Gen.Int[0, 1_000_000].Sample(seed =>
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        AssertSame(RandomModels.Make(seed), $"graph {seed}");
    }, iter: 60, threads: 1);

    [Fact]
    public void A_layer_that_is_used_twice_and_a_model_inside_a_model_are_written()
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var inside = new Input((6, 5, 3));
        var convolved = new Conv2D(3, 3, padding: "same", activation: "silu").Apply(inside.Output);
        var block = new Model(inside.Output, new BatchNormalization().Apply(convolved));
        var input = new Input((6, 5, 3), name: "picture");
        var x = block.Apply(block.Apply(input.Output));
        var dense = new Dense(3, activation: "tanh");
        var model = new Model(input.Output, dense.Apply(dense.Apply(new GlobalAveragePooling2D().Apply(x))));
        RandomModels.SetWeights(model, 1);
        AssertSame(model, "nested");
    }

    [Fact]
    public void Inputs_and_outputs_have_the_names_that_were_asked_for()
    {
        using var scope = NewDisposeScope();
        var input = new Input(4, name: "x");
        var model = new Model(input.Output, new Dense(2, activation: "relu").Apply(input.Output));
        var onnx = OnnxWriter.WriteModel(model.Lower(), ["relu"], ["gemm"]);
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(onnx);
        Assert.Equal(["relu"], session.InputNames);
        Assert.Equal(["gemm"], session.OutputNames);
        Assert.Equal([-1, 2], session.OutputMetadata["gemm"].Dimensions);
        Assert.Equal("Graft", session.ModelMetadata.ProducerName);
        Assert.Throws<ArgumentException>(() => OnnxWriter.WriteModel(model.Lower(), ["a", "b"], ["c"]));
    }

    [Fact]
    public void Weights_beyond_the_limit_of_one_file_are_refused()
    {
        var graph = new OnnxGraph(mostConstantBytes: 1000);
        graph.Constant("fits", new float[200], 200);
        Assert.Contains("2 GiB", Assert.Throws<OnnxException>(() => graph.Constant("too much", new float[51], 51)).Message);
    }

    [Fact]
    public void An_input_may_be_an_output()
    {
        using var scope = NewDisposeScope();
        var input = new Input((2, 3, 4));
        AssertSame(new Model([input.Output], [input.Output, new Flatten().Apply(input.Output)]), "identity");
    }

    [Theory]
    [InlineData("max")]
    [InlineData("average")]
    [InlineData("convolution")]
    [InlineData("convolution, same")]
    [InlineData("max, same")]
    [InlineData("average, same")]
    public void Zeros_around_a_map_stay_zeros_before_a_window(string window)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        Layer layer = window switch
        {
            "max" => new MaxPooling2D(3, 1),
            "average" => new AveragePooling2D(3, 1),
            "max, same" => new MaxPooling2D(3, 1, "same"),
            "average, same" => new AveragePooling2D(3, 1, "same"),
            _ => new Conv2D(2, 3, padding: window == "convolution" ? "valid" : "same", dilationRate: 2),
        };
        var input = new Input((6, 6, 2));
        var below = new Activation("log_sigmoid").Apply(input.Output);
        var model = new Model(input.Output, layer.Apply(new ZeroPadding2D(2).Apply(below)));
        RandomModels.SetWeights(model, 1);
        AssertSame(model, window);
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes()
    {
        using var scope = NewDisposeScope();
        byte[] Bytes() => OnnxWriter.WriteModel(RandomModels.Make(7).Lower(), ["a", "b"], ["x", "y", "z"]);
        Assert.Equal(Bytes(), Bytes());
    }

    private static void AssertSame(Model model, string name)
    {
        const int batch = 2;
        var shapes = model.Inputs.Select(input => input.Shape).ToList();
        var values = shapes.Select((shape, i) => Formula.Unit($"{name} {i}", batch * shape.Size)).ToList();
        var tensors = shapes.Zip(values, (shape, value) => Layout.FromLogical(tensor(value, Dimensions(shape))));
        var expected = model.Forward([.. tensors], ForwardContext.Inference);
        var onnx = OnnxWriter.WriteModel(model.Lower(), [.. shapes.Select((_, i) => $"input_{i}")],
            [.. model.Outputs.Select((_, i) => $"output_{i}")]);
        var actual = OnnxRun.Of(onnx, [.. shapes.Zip(values, (shape, value) => new OnnxArray(Dimensions(shape), value))]);
        foreach (var (reference, result) in expected.Zip(actual))
        {
            var logical = Layout.ToLogical(reference).contiguous();
            Assert.Equal(logical.shape, result.Shape);
            var tolerance = 2e-5 * Math.Max(1, logical.abs().max().item<float>());
            Close.Absolute(logical.data<float>().ToArray(), result.Values, tolerance, name);
        }

        long[] Dimensions(Shape shape) => [batch, .. shape.Dimensions.Select(d => (long)d)];
    }
}
