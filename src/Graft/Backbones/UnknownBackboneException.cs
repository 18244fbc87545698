namespace Graft.Backbones;

/// <summary>A name that no backbone has.</summary>
public sealed class UnknownBackboneException : ArgumentException
{
    internal UnknownBackboneException(string name, IReadOnlyList<string> nearest)
        : base($"There is no backbone '{name}'. Nearest: {string.Join(", ", nearest)}.") => Nearest = nearest;

    /// <summary>The names that may have been meant, best first.</summary>
    public IReadOnlyList<string> Nearest { get; }
}
