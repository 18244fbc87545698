using Graft.Training.Callbacks;

namespace Graft.Training.Checkpoints;

/// <summary>A callback that goes on where it was, where a training does.</summary>
internal interface IKeepsState
{
    /// <summary>Writes down what it remembers.</summary>
    void Save(TrainingState state);

    /// <summary>Takes over what an earlier run remembered, in the place of beginning.</summary>
    void Resume(ITrainingRun run, TrainingState state);
}
