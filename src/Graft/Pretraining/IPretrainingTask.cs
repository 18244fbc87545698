using Graft.Training.Mixing;

namespace Graft.Pretraining;

/// <summary>What a network learns in a pre-training: from classes, or from a teacher.</summary>
internal interface IPretrainingTask : IDisposable
{
    /// <summary>What the weights depend on beside recipe and pictures, by name.</summary>
    IReadOnlyDictionary<string, string> Identity { get; }

    /// <summary>Mixes the pictures of a batch; null: nothing does.</summary>
    BatchMixing? Mixing { get; }

    /// <summary>The name of the accuracy among the values of an epoch; null: pictures have no classes that are measured.</summary>
    string? Accuracy { get; }

    /// <summary>The classes that the network tells apart in the end; none where it comes without a classifier.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>The terms under which whatever learns this stands; null: none are known.</summary>
    string? Licence { get; }

    /// <summary>The pictures in words, but for where they come from.</summary>
    string Pictures { get; }

    /// <summary>The network and its samples for an input size, compiled.</summary>
    PhaseNetwork At(int size);

    /// <summary>What is written of a network that <see cref="At"/> gave.</summary>
    Model Shipped(Model trained);
}
