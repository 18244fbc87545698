using Graft.Training.Callbacks;

namespace Graft.Training.Checkpoints;

/// <summary>A snapshot that can be written down.</summary>
internal interface IKeptSnapshot : IWeightSnapshot
{
    /// <summary>Writes it down.</summary>
    void Save(TrainingState state);

    /// <summary>Makes it what was written down.</summary>
    void Load(TrainingState state);
}
