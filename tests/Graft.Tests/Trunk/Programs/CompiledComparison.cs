using Graft.Engine;
using Graft.Layers;
using Graft.Trunk.Programs;
using static TorchSharp.torch;

namespace Graft.Tests.Trunk.Programs;

/// <summary>A compiled network against the same one layer by layer.</summary>
internal static class CompiledComparison
{
    private const double Tolerance = 1e-5;

    // With the weights of the formula some networks enlarge rounding errors from layer to layer. How much is seen by changing their
    // input in its last digit: where the layers themselves then give something else, the program may, too, and more, since it rounds
    // otherwise not at the input alone.
    private const double Rounding = 4;
    private const double MostEnlarged = 1e-4;

    /// <summary>Both give the same of pictures of the formula.</summary>
    public static void Require(Model model, int batch)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var (shape, tolerance) = (model.Input.Shape, Tolerance);
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
