using System.Runtime.InteropServices;
using Graft.Weights;
using TorchSharp;

namespace Graft.Training.Checkpoints;

/// <summary>A copy of a tensor's values, row-major, that no later step changes.</summary>
/// <param name="Type">What one number is.</param>
/// <param name="Shape">The shape in libtorch's order of axes.</param>
/// <param name="Bytes">The numbers, little-endian.</param>
internal sealed record KeptTensor(ElementType Type, long[] Shape, byte[] Bytes)
{
    public static KeptTensor Of(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        return new KeptTensor(TypeOf(tensor.dtype), tensor.shape, tensor.detach().contiguous().bytes.ToArray());
    }

    public static KeptTensor Of(ReadOnlySpan<double> values) =>
        new(ElementType.Float64, [values.Length], MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>The numbers of a row.</summary>
    public double[] ToRow() => MemoryMarshal.Cast<byte, double>(Bytes).ToArray();

    /// <summary>Sets a tensor to the values; how it lies in memory stays as it is.</summary>
    /// <exception cref="TrainingException">It has another shape or another type.</exception>
    public void CopyTo(torch.Tensor tensor, string name)
    {
        if (TypeOf(tensor.dtype) != Type || !tensor.shape.SequenceEqual(Shape))
            throw new TrainingException(
                $"'{name}' was kept as {Type} ({string.Join(", ", Shape)}), but is {tensor.dtype} ({string.Join(", ", tensor.shape)}).");
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        tensor.copy_(ToTensor());
    }

    /// <summary>A new tensor with the values.</summary>
    public torch.Tensor ToTensor()
    {
        var tensor = torch.empty(Shape, TypeOf(Type));
        Bytes.CopyTo(tensor.bytes);
        return tensor;
    }

    private static ElementType TypeOf(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float32 => ElementType.Float32,
        torch.ScalarType.Float64 => ElementType.Float64,
        torch.ScalarType.Byte => ElementType.UInt8,
        _ => throw new NotSupportedException($"A checkpoint keeps no tensor of {type}."),
    };

    private static torch.ScalarType TypeOf(ElementType type) => type switch
    {
        ElementType.Float32 => torch.ScalarType.Float32,
        ElementType.Float64 => torch.ScalarType.Float64,
        ElementType.UInt8 => torch.ScalarType.Byte,
        _ => throw new TrainingException($"A checkpoint has no tensor of {type}."),
    };
}
