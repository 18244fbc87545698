using Graft.Operations;
using Graft.Trunk.Programs;
using static TorchSharp.torch;

namespace Graft.Tests.Trunk.Programs;

/// <summary>Features that are computed in bf16 against those that a network's publisher computed in fp32.</summary>
internal static class HalfPrecision
{
    private const double Near = 2e-2, Exact = 1e-4;

    // Sums are rounded in another order, and such a network magnifies that: by chance one is off by so much more than another.
    private const double Chance = 1.5;

    /// <summary>Compiles a network in bf16 and compares.</summary>
    /// <param name="graph">From the picture to the features.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="published">The publisher's features.</param>
    /// <param name="what">The network's name.</param>
    /// <param name="isBeyond">
    /// Whether bf16 cannot keep these features within two hundredths of the largest: then they must be no farther off than those of a
    /// network whose arithmetic is exact and that only keeps its kernels and maps in it (root of the mean square).
    /// </param>
    public static void Compare(OperationGraph graph, Tensor picture, float[] published, string what, bool isBeyond)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        using var program = TrunkProgram.Compile(graph, 1, ScalarType.BFloat16);
        var output = program.Run([picture])[0];
        var given = (output.dim() == 4 ? output.mean([2, 3]) : output).contiguous().data<float>().ToArray();
        if (!isBeyond)
        {
            Close.Relative(published, given, Near, $"{what} in bf16");
            return;
        }
        Close.Relative(published, RoundedNetwork.Run(graph, picture, ScalarType.Float64), Exact, $"{what}, computed in fp64");
        var formats = Distance(published, RoundedNetwork.Run(graph, picture, ScalarType.BFloat16));
        var own = Distance(published, given);
        Assert.True(own <= Chance * formats, $"{what} in bf16 is off by {own:g3}, the format alone takes it off by {formats:g3}");
    }

    private static double Distance(float[] exact, float[] given) =>
        Math.Sqrt(exact.Zip(given, (a, b) => ((double)a - b) * ((double)a - b)).Average());
}
