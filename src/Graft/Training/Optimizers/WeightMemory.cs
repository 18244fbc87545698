using TorchSharp;

namespace Graft.Training.Optimizers;

/// <summary>What is remembered of one weight.</summary>
internal sealed class WeightMemory(string name, torch.Tensor weight, torch.Tensor[] slots, ParameterGroup? group)
{
    public string Name { get; } = name;

    public torch.Tensor Weight { get; } = weight;

    /// <summary>The optimizer's own first, then what <see cref="StateSlots"/> adds.</summary>
    public torch.Tensor[] Slots { get; } = slots;

    public ParameterGroup? Group { get; } = group;

    public long Updates { get; set; }
}
