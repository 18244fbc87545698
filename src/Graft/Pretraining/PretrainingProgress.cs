namespace Graft.Pretraining;

/// <summary>What a pre-training is at.</summary>
public enum PretrainingStage
{
    /// <summary>Pictures are decoded; counted in pictures.</summary>
    Pictures,

    /// <summary>The teacher looks at the pictures; counted in views.</summary>
    Teacher,

    /// <summary>The network is trained; counted in steps of all epochs.</summary>
    Training,
}

/// <summary>How far a pre-training is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">How much of this stage is done, by this run or an earlier one.</param>
/// <param name="Total">How much there is.</param>
/// <param name="Note">A few words on the state, such as the loss; null for none.</param>
public sealed record PretrainingProgress(PretrainingStage Stage, long Done, long Total, string? Note = null);
