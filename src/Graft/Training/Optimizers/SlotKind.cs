namespace Graft.Training.Optimizers;

/// <summary>What an optimizer may remember of a weight.</summary>
internal enum SlotKind
{
    /// <summary>A tensor of the weight's shape.</summary>
    LikeWeight,

    /// <summary>The weight as it was when it trained for the first time.</summary>
    CopyOfWeight,

    /// <summary>One number, as float64.</summary>
    Number,
}
