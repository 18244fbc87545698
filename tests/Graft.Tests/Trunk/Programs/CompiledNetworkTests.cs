using Graft.Engine;
using Graft.Layers;
using Graft.Tests.Layers.Keras;
using Graft.Trunk.Programs;
using static TorchSharp.torch;

namespace Graft.Tests.Trunk.Programs;

/// <summary>Keras's published networks, compiled, give what they give layer by layer.</summary>
public sealed class CompiledNetworkTests
{
    // With the weights of the formula these enlarge rounding errors from layer to layer: against the same network in double the
    // layers are off by 2.6e-5 of the largest value (mobilenet_v2_0.35, 139 x 101), the compiled program by 2.0e-5.
    private static readonly string[] Sensitive = ["mobilenet_v2_0.35"];

    [Theory]
    [InlineData("mobilenet_0.25")]
    [InlineData("mobilenet_v2_0.35")]
    [InlineData("mobilenet_v3_small")]
    [InlineData("efficientnet_b0")]
    [InlineData("resnet50_v2")]
    public void A_network_gives_the_same_compiled(string name)
    {
        Compare(KerasNetwork.Read(name), whole: true, batch: 1);
        Compare(KerasNetwork.ReadOdd(name), whole: false, batch: 3);
    }

    // Minutes: run it by --explicit only --filter-trait "Category=Slow".
    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public void Every_network_gives_the_same_compiled_at_both_sizes_in_batches_of_1_3_and_32()
    {
        var failures = new List<string>();
        foreach (var name in KerasNetwork.Names)
        {
            var (whole, odd) = (KerasNetwork.Read(name), KerasNetwork.ReadOdd(name));
            foreach (var batch in new[] { 1, 3, 32 })
                try
                {
                    Compare(whole, whole: true, batch);
                    Compare(odd, whole: false, batch);
                }
                catch (Exception e)
                {
                    failures.Add($"{name}, batches of {batch}: {e.Message}");
                }
        }
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    [Theory]
    [InlineData("mobilenet_1.0")]
    [InlineData("resnet50_v2")]
    public void In_bf16_features_stay_near(string name)
    {
        var network = KerasNetwork.Read(name);
        var model = network.WithoutTop;
        Compare(network, new Model(model.Input, new GlobalAveragePooling2D().Apply(model.Output)), 2, ScalarType.BFloat16, 2e-2);
    }

    private static void Compare(KerasNetwork network, bool whole, int batch)
    {
        var model = whole ? network.WithTop : network.WithoutTop;
        Compare(network, model, batch, ScalarType.Float32, Sensitive.Contains(network.Name) ? 5e-5 : 1e-5);
    }

    private static void Compare(KerasNetwork network, Model model, int batch, ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        network.FillWeights(model);
        var shape = model.Input.Shape;
        var values = Formula.Unit($"{model.Name} {batch} {shape}", batch * shape.Size);
        var inputs = Layout.FromLogical(tensor(values, batch, shape[0], shape[1], shape[2]));
        var expected = Values(model.Forward([inputs], ForwardContext.Inference)[0]);
        using var program = TrunkProgram.Compile(model.Lower(), batch, type);
        Close.Relative(expected, Values(program.Run([inputs])[0]), tolerance, $"{model.Name}, {shape}, batch {batch}");
    }

    private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
