using Graft.Operations;

namespace Graft.Trunk.Programs;

/// <summary>An activation as oneDNN names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Constants">Its constants.</param>
/// <param name="Algorithm">Which form of it.</param>
internal sealed record FusedActivation(string Name, IReadOnlyList<double> Constants, string Algorithm = "")
{
    /// <summary>No activation.</summary>
    public static FusedActivation None { get; } = new("none", []);

    /// <summary>How oneDNN computes a function behind a convolution; null where it does not.</summary>
    /// <param name="function">The function.</param>
    /// <param name="afterSum">Whether something is added first.</param>
    public static FusedActivation? Of(Elementwise function, bool afterSum) => function.Function switch
    {
        ElementwiseFunction.Relu => new("relu", []),
        _ when afterSum => null,
        ElementwiseFunction.Clip => new("hardtanh", [function.Alpha, function.Beta]),
        ElementwiseFunction.LeakyRelu => new("leaky_relu", [function.Alpha]),
        ElementwiseFunction.Gelu => new("gelu", [], "none"),
        ElementwiseFunction.GeluTanh => new("gelu", [], "tanh"),
        ElementwiseFunction.Tanh => new("tanh", []),
        ElementwiseFunction.Sigmoid => new("sigmoid", []),
        ElementwiseFunction.Silu => new("swish", []),
        ElementwiseFunction.HardSilu => new("hardswish", []),
        _ => null,
    };
}
