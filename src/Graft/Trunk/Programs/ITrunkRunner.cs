using static TorchSharp.torch;

namespace Graft.Trunk.Programs;

/// <summary>Computes batches of one network.</summary>
internal interface ITrunkRunner : IDisposable
{
    /// <summary>The type of the numbers that maps are computed in.</summary>
    string DType { get; }

    /// <summary>Computes a batch.</summary>
    /// <param name="inputs">For each input of the network a tensor of float32 in libtorch's layout.</param>
    /// <returns>For each output a tensor of float32 in libtorch's layout. The caller owns it.</returns>
    IReadOnlyList<Tensor> Run(Tensor[] inputs);
}
