using Graft.Layers;
using Graft.Training.Checkpoints;
using TorchSharp;

namespace Graft.Training.Sessions;

/// <summary>Copies of weights, kept outside any dispose scope until they are given up.</summary>
internal sealed class WeightSnapshot : IKeptSnapshot
{
    private readonly List<(torch.Tensor Weight, torch.Tensor Copy)> copies;

    public WeightSnapshot(IEnumerable<Weight> weights)
    {
        using var noGradient = torch.no_grad();
        copies = [.. weights.Select(weight => (weight.Tensor, weight.Tensor.clone().DetachFromDisposeScope()))];
    }

    /// <inheritdoc/>
    public void Save(TrainingState state)
    {
        foreach (var (i, (_, copy)) in copies.Index())
            state.Set($"weight {i}", copy);
    }

    /// <inheritdoc/>
    public void Load(TrainingState state)
    {
        foreach (var (i, (_, copy)) in copies.Index())
            state.Tensor($"weight {i}").CopyTo(copy, $"weight {i}");
    }

    public void Restore()
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var (weight, copy) in copies)
            weight.copy_(copy);
    }

    public void Dispose()
    {
        foreach (var (_, copy) in copies)
            copy.Dispose();
        copies.Clear();
    }
}
