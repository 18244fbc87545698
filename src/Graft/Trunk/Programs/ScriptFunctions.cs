using Graft.Operations;
using static Graft.Trunk.Programs.ScriptSource;

namespace Graft.Trunk.Programs;

/// <summary>Functions of one value as TorchScript expressions.</summary>
internal static class ScriptFunctions
{
    /// <summary>The expression of a function's value.</summary>
    /// <param name="operation">The function and its constants.</param>
    /// <param name="x">The name of what it is applied to.</param>
    /// <param name="assign">Gives an expression that is read twice a name.</param>
    public static string Write(Elementwise operation, string x, Func<string, string> assign)
    {
        var (a, b) = (Number(operation.Alpha), Number(operation.Beta));
        return operation.Function switch
        {
            ElementwiseFunction.Relu => $"torch.relu({x})",
            ElementwiseFunction.Clip => $"torch.clamp({x}, {a}, {b})",
            ElementwiseFunction.LeakyRelu => $"torch.leaky_relu({x}, {a})",
            ElementwiseFunction.Elu => $"torch.elu({x}, {a}, 1.0, 1.0)",
            ElementwiseFunction.Selu => $"torch.selu({x})",
            ElementwiseFunction.Celu => $"torch.celu({x}, {a})",
            ElementwiseFunction.Softplus => $"torch.softplus({x}, 1.0, 20.0)",
            ElementwiseFunction.Softsign => $"torch.div({x}, torch.add(torch.abs({x}), 1.0))",
            ElementwiseFunction.Sigmoid => $"torch.sigmoid({x})",
            ElementwiseFunction.HardSigmoid => $"torch.clamp(torch.add(torch.mul({x}, {a}), {b}), 0.0, 1.0)",
            ElementwiseFunction.HardSilu => $"torch.hardswish({x})",
            ElementwiseFunction.Silu => $"torch.silu({x})",
            ElementwiseFunction.Tanh => $"torch.tanh({x})",
            ElementwiseFunction.TanhShrink => $"torch.sub({x}, torch.tanh({x}))",
            ElementwiseFunction.Exponential => $"torch.exp({x})",
            ElementwiseFunction.Gelu => $"torch.gelu({x}, approximate=\"none\")",
            ElementwiseFunction.GeluTanh => $"torch.gelu({x}, approximate=\"tanh\")",
            ElementwiseFunction.QuickGelu => $"torch.mul({x}, torch.sigmoid(torch.mul({x}, {a})))",
            ElementwiseFunction.LogSigmoid => $"torch.log_sigmoid({x})",
            ElementwiseFunction.Mish => $"torch.mish({x})",
            ElementwiseFunction.HardShrink => $"torch.hardshrink({x}, {a})",
            ElementwiseFunction.SoftShrink => $"torch.softshrink({x}, {a})",
            ElementwiseFunction.Squareplus => $"torch.mul(torch.add({x}, torch.sqrt(torch.add(torch.square({x}), {a}))), 0.5)",
            ElementwiseFunction.SparsePlus => SparsePlus(x, assign),
            ElementwiseFunction.SparseSigmoid => $"torch.clamp(torch.mul(torch.add({x}, 1.0), 0.5), 0.0, 1.0)",
            ElementwiseFunction.Threshold => $"torch.threshold({x}, {a}, {b})",
            ElementwiseFunction.SquareRoot => $"torch.sqrt({x})",
            _ => throw new TrunkProgramException($"the function {operation.Function} has no form in TorchScript"),
        };
    }

    // (c + 1)² / 4 with c = x between -1 and 1, and what x has above 1.
    private static string SparsePlus(string x, Func<string, string> assign)
    {
        var root = assign($"torch.mul(torch.add(torch.clamp({x}, -1.0, 1.0), 1.0), 0.5)");
        return $"torch.add(torch.mul({root}, {root}), torch.relu(torch.sub({x}, 1.0)))";
    }
}
