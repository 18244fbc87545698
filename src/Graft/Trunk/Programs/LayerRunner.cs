using Graft.Layers;
using static TorchSharp.torch;

namespace Graft.Trunk.Programs;

/// <summary>Runs a network layer by layer, as training does: everywhere, and slower than a compiled program.</summary>
/// <param name="model">The network.</param>
/// <param name="beforeActivation">Whether outputs are taken before their last activation.</param>
internal sealed class LayerRunner(Model model, bool beforeActivation) : ITrunkRunner
{
    public string DType => "float32";

    public IReadOnlyList<Tensor> Run(Tensor[] inputs) => beforeActivation
        ? [.. model.ForwardPreactivations(inputs, ForwardContext.Inference).Select(output => output.Value)]
        : model.Forward(inputs, ForwardContext.Inference);

    public void Dispose()
    {
    }
}
