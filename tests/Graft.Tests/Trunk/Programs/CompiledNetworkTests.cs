using Graft.Engine;
using Graft.Layers;
using Graft.Tests.Layers.Keras;
using Graft.Trunk.Programs;
using static TorchSharp.torch;

namespace Graft.Tests.Trunk.Programs;

/// <summary>Keras's published networks, compiled, give what they give layer by layer.</summary>
public sealed class CompiledNetworkTests
{
    private const double Tolerance = 1e-5;

    // With the weights of the formula some networks enlarge rounding errors from layer to layer. How much is seen by changing their
    // input in its last digit: where the layers themselves then give something else, the program may, too, and more, since it rounds
    // otherwise not at the input alone.
    private const double Rounding = 4;
    private const double MostEnlarged = 1e-4;

    [Theory]
    [InlineData("mobilenet_0.25")]
    [InlineData("mobilenet_v2_0.35")]
    [InlineData("mobilenet_v3_small")]
    [InlineData("efficientnet_b0")]
    [InlineData("resnet50_v2")]
    [InlineData("mobilenet_v2_1.0")]
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

    private static void Compare(KerasNetwork network, bool whole, int batch)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var (model, tolerance) = (whole ? network.WithTop : network.WithoutTop, Tolerance);
        network.FillWeights(model);
        var shape = model.Input.Shape;
        var values = Formula.Unit($"{model.Name} {batch} {shape}", batch * shape.Size);
        var inputs = Inputs(values);
        var expected = Values(model.Forward([inputs], ForwardContext.Inference)[0]);
        using var program = TrunkProgram.Compile(model.Lower(), batch, ScalarType.Float32);
        var given = Values(program.Run([inputs])[0]);
        if (Largest(expected, given) > tolerance)
        {
            var moved = Inputs([.. values.Select((x, i) => i % 2 == 0 ? x : MathF.BitIncrement(x))]);
            var change = Largest(expected, Values(model.Forward([moved], ForwardContext.Inference)[0]));
            tolerance = Math.Clamp(Rounding * change, tolerance, MostEnlarged);
        }
        Close.Relative(expected, given, tolerance, $"{model.Name}, {shape}, batch {batch}");

        Tensor Inputs(float[] numbers) => Layout.FromLogical(tensor(numbers, batch, shape[0], shape[1], shape[2]));
    }

    private static double Largest(float[] expected, float[] given) =>
        expected.Zip(given, (a, b) => Math.Abs((double)a - b)).Max() / expected.Max(Math.Abs);

    private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
