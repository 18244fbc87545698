namespace Graft.Training.Losses;

/// <summary>What a loss compares an output with.</summary>
internal enum TargetKind
{
    /// <summary>Values of the output's own shape.</summary>
    Values,

    /// <summary>Shares of the classes along the last axis, of the output's own shape: one-hot as a rule.</summary>
    OneHot,

    /// <summary>Class numbers from 0 on; the last axis is missing or has the size 1.</summary>
    ClassNumbers,
}
