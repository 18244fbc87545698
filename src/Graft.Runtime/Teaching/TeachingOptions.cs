namespace Graft.Runtime;

/// <summary>How a classifier is taught.</summary>
public sealed record TeachingOptions
{
    /// <summary>
    /// Whether the choices that the head was found by (shrinkages, weights, penalty, temperature) are kept, and only the
    /// equations are solved again. Else they are made again, as training makes them: by pictures that are left out. That takes
    /// some times as long, and is as good as training on all pictures.
    /// </summary>
    public bool KeepChoices { get; init; }
}
