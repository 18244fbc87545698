namespace Graft.Runtime.Heads;

/// <summary>The heads that are found without epochs.</summary>
public enum HeadKind
{
    /// <summary>Linear discriminant analysis with a shrunk covariance.</summary>
    Discriminant,

    /// <summary>Multinomial logistic regression.</summary>
    Logistic,
}
