using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Trunk;

/// <summary>
/// Operations as text: the same text means the same computation. Values are numbered in the order they come up; constants are
/// written as their shape and the hash of their numbers.
/// </summary>
internal sealed class OperationText
{
    private readonly StringBuilder text = new();
    private readonly Dictionary<Value, int> numbers = [];

    private OperationText()
    {
    }

    public static string Of(OperationGraph graph)
    {
        var writer = new OperationText();
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        foreach (var input in graph.Inputs)
            writer.Line("input", [], input, "");
        foreach (var operation in graph.Operations)
            writer.Line(operation.GetType().Name, operation.Inputs, operation.Output, Settings(operation));
        foreach (var output in graph.Outputs)
            writer.Line("output", [output], output, "");
        return writer.text.ToString();
    }

    private void Line(string name, IReadOnlyList<Value> inputs, Value output, string settings) => text.Append(
        CultureInfo.InvariantCulture,
        $"{Number(output)} {output.Shape} = {name}({string.Join(", ", inputs.Select(Number))}) {settings}\n");

    private int Number(Value value)
    {
        if (!numbers.TryGetValue(value, out var number))
            numbers.Add(value, number = numbers.Count);
        return number;
    }

    private static string Settings(Operation operation) => operation switch
    {
        Convolution op => Invariant($"{op.Window} {op.Groups} {Text(op.Kernel)} {Text(op.Bias)}"),
        MatrixProduct op => $"{Text(op.Kernel)} {Text(op.Bias)}",
        ChannelAffine op => $"{Text(op.Scale)} {Text(op.Shift)}",
        LayerNormalize op => Invariant($"{Text(op.Scale)} {Text(op.Shift)} {op.Epsilon:R}"),
        Elementwise op => Invariant($"{op.Function} {op.Alpha:R} {op.Beta:R}"),
        Normalize op => Invariant($"{op.Kind} {op.Axis}"),
        Pool op => Invariant($"{op.Kind} {op.Window}"),
        GlobalPool op => $"{op.Kind}",
        Binary op => $"{op.Kind}",
        Concatenation op => Invariant($"{op.Axis}"),
        Transposition op => string.Join(' ', op.Order.Select(axis => Invariant($"{axis}"))),
        ZeroPad op => Invariant($"{op.Margins}"),
        Slice op => Invariant($"{op.Axis} {op.Start}"),
        Upsample op => Invariant($"{op.Factor} {op.Bilinear}"),
        ResponseNormalize op => Invariant($"{Text(op.Scale)} {Text(op.Shift)} {op.Epsilon:R}"),
        Attention op => Invariant($"{op.Heads}"),
        StepsInFront op => Text(op.First),
        ConstantSum op => Text(op.Summand),
        Reshaping => "",
        _ => throw new NotSupportedException($"The operation {operation.GetType().Name} has no text."),
    };

    private static string Text(Tensor? constant)
    {
        if (constant is null)
            return "none";
        using var scope = NewDisposeScope();
        var hash = SHA256.HashData(Layout.ToLogical(constant).contiguous().bytes);
        return $"[{string.Join(' ', constant.shape)}] {constant.dtype} {Convert.ToHexStringLower(hash)}";
    }

    private static string Invariant(FormattableString formattable) => formattable.ToString(CultureInfo.InvariantCulture);
}
