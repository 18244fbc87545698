namespace Graft.Planning.Recommendations;

/// <summary>What a person wants of a backbone most.</summary>
public enum BackbonePreference
{
    /// <summary>As many right answers as possible; of those that chance alone may have told apart, the fastest.</summary>
    Accuracy,

    /// <summary>As many pictures a second as possible.</summary>
    Speed,

    /// <summary>As few bytes as possible; of the same, the most accurate.</summary>
    Size,
}
