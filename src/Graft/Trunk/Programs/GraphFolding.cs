using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;
using Convolution = Graft.Operations.Convolution;

namespace Graft.Trunk.Programs;

/// <summary>
/// Puts what is constant into the kernels: scales and shifts around a convolution or a matrix product, zeros before a convolution.
/// The graph computes the same, but for rounding. New constants belong to the dispose scope around the call.
/// </summary>
internal static class GraphFolding
{
    public static OperationGraph Fold(OperationGraph graph)
    {
        using var withoutGradient = no_grad();
        var folding = new Folding(graph);
        foreach (var operation in graph.Operations)
            folding.Add(operation);
        return graph with { Operations = folding.Folded };
    }

    private sealed class Folding(OperationGraph graph)
    {
        private readonly ValueReaders readers = new(graph);
        private readonly Dictionary<Value, int> places = [];
        private readonly List<Operation?> operations = [];

        public IReadOnlyList<Operation> Folded => [.. operations.OfType<Operation>()];

        public void Add(Operation operation)
        {
            var folded = operation switch
            {
                ChannelAffine affine => AfterItsInput(affine),
                Convolution convolution => WithItsInput(convolution),
                _ => operation,
            };
            places[folded.Output] = operations.Count;
            operations.Add(folded);
        }

        private Operation AfterItsInput(ChannelAffine affine)
        {
            var before = OnlyReadBy(affine.Inputs[0]);
            Operation? folded = before switch
            {
                Convolution convolution => convolution with
                {
                    Output = affine.Output,
                    Kernel = Scaled(convolution.Kernel, affine.Scale, 0),
                    Bias = Shifted(convolution.Bias, affine),
                },
                MatrixProduct product => product with
                {
                    Output = affine.Output,
                    Kernel = Scaled(product.Kernel, affine.Scale, 1),
                    Bias = Shifted(product.Bias, affine),
                },
                ChannelAffine earlier => earlier with
                {
                    Output = affine.Output,
                    Scale = Scaled(earlier.Scale, affine.Scale, 0),
                    Shift = Shifted(earlier.Shift, affine),
                },
                _ => null,
            };
            if (folded is null)
                return affine;
            Remove(before!);
            return folded;
        }

        private Convolution WithItsInput(Convolution convolution)
        {
            switch (OnlyReadBy(convolution.Inputs[0]))
            {
                case ZeroPad pad:
                    Remove(pad);
                    var (own, margins) = (convolution.Window.Padding, pad.Margins);
                    var padding = new Margins(
                        own.Top + margins.Top, own.Bottom + margins.Bottom, own.Left + margins.Left, own.Right + margins.Right);
                    return WithItsInput(
                        convolution with { Inputs = pad.Inputs, Window = convolution.Window with { Padding = padding } });
                case ChannelAffine affine when convolution.Window.Padding == Margins.None && convolution.Groups == 1:
                    Remove(affine);
                    return WithItsInput(convolution with
                    {
                        Inputs = affine.Inputs,
                        Kernel = Scaled(convolution.Kernel, affine.Scale, 1),
                        Bias = WithShiftBefore(convolution, affine),
                    });
                default:
                    return convolution;
            }
        }

        private Operation? OnlyReadBy(Value value) =>
            readers.Count(value) == 1 && places.TryGetValue(value, out var place) ? operations[place] : null;

        private void Remove(Operation operation) => operations[places[operation.Output]] = null;
    }

    private static Tensor Scaled(Tensor kernel, Tensor scale, int axis)
    {
        using var scope = NewDisposeScope();
        var shape = new long[kernel.dim()];
        Array.Fill(shape, 1);
        shape[axis] = -1;
        return (Exact(kernel) * Exact(scale).reshape(shape)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    private static Tensor Shifted(Tensor? bias, ChannelAffine affine)
    {
        using var scope = NewDisposeScope();
        var shift = Exact(affine.Shift);
        var all = bias is null ? shift : (Exact(bias) * Exact(affine.Scale)).Plus(shift);
        return all.to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    // Every place sees the same shift in each channel, so the kernel turns it into a constant.
    private static Tensor WithShiftBefore(Convolution convolution, ChannelAffine affine)
    {
        using var scope = NewDisposeScope();
        var constant = (Exact(convolution.Kernel).sum([2, 3]) * Exact(affine.Shift)).sum(1);
        var all = convolution.Bias is { } bias ? Exact(bias).Plus(constant) : constant;
        return all.to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    // In double, so that a folded weight is rounded once.
    private static Tensor Exact(Tensor tensor) => tensor.detach().to(ScalarType.Float64);
}
