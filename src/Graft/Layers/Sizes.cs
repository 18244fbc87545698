using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>The logical shape of a tensor in libtorch's layout.</summary>
internal static class Sizes
{
    public static Shape Of(Tensor tensor)
    {
        var shape = tensor.shape;
        return shape.Length == 4
            ? new Shape((int)shape[2], (int)shape[3], (int)shape[1])
            : new Shape([.. shape.Skip(1).Select(d => (int)d)]);
    }
}
