namespace Graft.Training.Checkpoints;

/// <summary>Where a training goes on, and where what it needs for that is kept.</summary>
internal interface ICheckpointing
{
    /// <summary>The state to go on from; null: from the beginning.</summary>
    TrainingState? Resumed { get; }

    /// <summary>Whether it is time to keep the state again.</summary>
    bool IsDue { get; }

    /// <summary>Keeps a state; it is written while the training goes on.</summary>
    /// <param name="take">Gives the state, its tensors copied.</param>
    void Keep(Func<TrainingState> take);
}
