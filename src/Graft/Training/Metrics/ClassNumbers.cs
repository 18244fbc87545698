using TorchSharp;

namespace Graft.Training.Metrics;

/// <summary>The right classes, however the targets give them.</summary>
internal static class ClassNumbers
{
    /// <summary>Numbers <c>[batch, ...]</c>, from numbers of that shape or from one-hot targets of the output's shape.</summary>
    public static torch.Tensor Of(torch.Tensor target, torch.Tensor output) =>
        target.dim() < output.dim() ? target.to_type(torch.int64) : target.argmax(-1);

    /// <summary>Zeros and ones of the output's shape, from numbers or from such targets themselves.</summary>
    public static torch.Tensor OneHot(torch.Tensor target, torch.Tensor output)
    {
        if (target.dim() == output.dim())
            return target;
        var classes = output.shape[^1];
        return classes == 1 ? target.unsqueeze(-1) : torch.nn.functional.one_hot(target.to_type(torch.int64), classes);
    }
}
