using Graft.Engine;
using Graft.Layers;
using Graft.Operations;
using Graft.Tests.Export;
using Graft.Tests.Layers;
using Graft.Trunk;
using Graft.Trunk.Programs;
using static TorchSharp.torch;

namespace Graft.Tests.Trunk.Programs;

public sealed class CompiledLayerTests
{
    private const int Batch = 3;
    private const string NotCompiled = "sparsemax";

    public static TheoryData<string> LayersByName => [.. LayerCases.All.Keys];

    public static TheoryData<string> Activations =>
        [.. ActivationFunction.Names.Except([NotCompiled]).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(LayersByName))]
    public void A_layer_gives_the_same_compiled(string name)
    {
        var (layer, shapes) = LayerCases.All[name];
        AssertSame(name, One(layer(), shapes));
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void An_activation_gives_the_same_compiled_on_vectors_maps_and_behind_a_convolution(string name)
    {
        AssertSame(name, One(new Activation(name), [8]));
        AssertSame(name, One(new Activation(name), [(4, 3, 6)]));
        AssertSame(name, One(new Dense(6, activation: name), [5]));
        AssertSame(name, One(new Conv2D(4, 3, activation: name), [(5, 4, 3)]));
        AssertSame(name, One(new Conv2D(4, 3, activation: name), [(5, 4, 1)]));
    }

    [Fact]
    public void Random_networks_give_the_same_compiled()
    {
        var tried = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var model = RandomModels.Make(seed);
            if (UsesSparsemax(model))
                continue;
            AssertSame($"seed {seed}", model);
            tried++;
        }
        Assert.InRange(tried, 100, 150);
    }

    // Deep in a network of small pictures maps are so small; libtorch cannot tell the order of channels of some of them.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 1)]
    [InlineData(2, 2)]
    public void A_sum_of_small_maps_gives_the_same_compiled(int height, int width)
    {
        var input = new Input((height, width, 6));
        var shortcut = new Conv2D(8, 1).Apply(input.Output);
        var branch = new Conv2D(8, 3, padding: "same").Apply(new Conv2D(4, 1, activation: "relu").Apply(input.Output));
        var sum = new Activation("relu").Apply(new Add().Apply(branch, shortcut));
        var again = new Add().Apply(new Conv2D(8, 1).Apply(sum), sum);
        var model = new Model(input.Output, new GlobalAveragePooling2D().Apply(again));
        RandomModels.SetWeights(model, 1);
        AssertSame($"a sum of maps of {height} x {width}", model);
    }

    [Theory]
    [InlineData(0, 1, 0, 1, 2)]
    [InlineData(1, 0, 2, 1, 1)]
    [InlineData(2, 3, 1, 1, 2)]
    [InlineData(0, 3, 2, 0, 3)]
    public void Padding_on_one_side_alone_gives_the_same_compiled(int top, int bottom, int left, int right, int stride)
    {
        foreach (var channels in new[] { 3, 6 })
            foreach (var layer in (Layer[])[new DepthwiseConv2D(3, stride), new Conv2D(5, 3, stride), new Conv2D(6, (3, 2), stride)])
            {
                var input = new Input((8, 9, channels));
                var padded = new ZeroPadding2D(((top, bottom), (left, right))).Apply(input.Output);
                var model = new Model(input.Output, layer.Apply(padded));
                RandomModels.SetWeights(model, 1);
                AssertSame($"{layer.TypeName} of {channels} channels", model);
            }
    }

    [Fact]
    public void What_has_no_compiled_form_runs_layer_by_layer_and_says_so()
    {
        var model = One(new Dense(4, activation: NotCompiled), [3]);
        using var pass = new TrunkPass(model, batchSize: 2, precision: Precision.Auto);
        var samples = new NDArray(Formula.Unit("samples", 6), 2, 3);
        Assert.Equal(model.Predict(samples).Values, pass.Run([samples])[0].Values);
        Assert.Equal("float32", pass.DType);
        Assert.Contains("layer by layer", pass.Decision!.Remark, StringComparison.Ordinal);
        Assert.Contains("Sparsemax", pass.Decision!.Remark, StringComparison.Ordinal);
    }

    private static bool UsesSparsemax(Model model)
    {
        using var scope = NewDisposeScope();
        return model.Lower().Operations.OfType<Normalize>().Any(operation => operation.Kind == NormalizeKind.Sparsemax);
    }

    private static Model One(Layer layer, Shape[] shapes)
    {
        Symbol[] inputs = [.. shapes.Select(shape => new Input(shape).Output)];
        var model = new Model(inputs, [layer.Apply(inputs)]);
        RandomModels.SetWeights(model, 1);
        return model;
    }

    private static void AssertSame(string name, Model model)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        Tensor[] inputs = [.. model.Inputs.Select((input, i) =>
        {
            float[] values = [.. Formula.Unit($"{name} input {i}", Batch * input.Shape.Size).Select(value => value * 3)];
            return Layout.FromLogical(tensor(values, [Batch, .. input.Shape.Dimensions.Select(d => (long)d)]));
        })];
        var expected = model.Forward(inputs, ForwardContext.Inference);
        using var program = TrunkProgram.Compile(model.Lower(), Batch, ScalarType.Float32);
        foreach (var (e, a) in expected.Zip(program.Run(inputs)))
        {
            Assert.Equal(e.shape, a.shape);
            Close.Relative(Values(e), Values(a), 1e-5, name);
        }
    }

    private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
