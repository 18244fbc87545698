namespace Graft.Backbones.Timm;

/// <summary>In what timm's vision transformers differ.</summary>
/// <param name="Patch">Pixels on a side of a patch.</param>
/// <param name="Channels">Channels of a step.</param>
/// <param name="Depth">Blocks.</param>
/// <param name="Heads">Heads of an attention.</param>
internal sealed record VitDesign(int Patch, int Channels, int Depth, int Heads)
{
    /// <summary>A transformer as it was first published.</summary>
    public static VitDesign Of(int patch, int channels, int depth, int heads) => new(patch, channels, depth, heads);

    /// <summary>Channels between the dense layers of a block.</summary>
    public int Hidden { get => field > 0 ? field : 4 * Channels; init; }

    /// <summary>Whether the product that makes queries, keys and values has a bias.</summary>
    public bool HasPackedBias { get; init; } = true;

    /// <summary>The first factors of what blocks add; null where there are none.</summary>
    public double? FirstFactor { get; init; }

    /// <summary>What is added to a variance.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>The activation of blocks.</summary>
    public string Activation { get; init; } = "gelu";

    /// <summary>Whether a class token stands first.</summary>
    public bool HasClassToken { get; init; } = true;

    /// <summary>Whether a distillation token follows it, with a classifier of its own.</summary>
    public bool IsDistilled { get; init; }

    /// <summary>Learned steps behind the class token that no classifier sees.</summary>
    public int Registers { get; init; }

    /// <summary>Whether the steps in front of the grid's have no place, so that they are put there after it.</summary>
    public bool PlacesGridAlone { get; init; }

    /// <summary>Whether a normalization stands before the blocks; then the patches' kernel has no bias.</summary>
    public bool NormalizesFirst { get; init; }

    /// <summary>Whether anything is normalized behind the blocks.</summary>
    public bool IsNormalized { get; init; } = true;

    /// <summary>Whether the classifier sees the mean of the grid's steps, not the class token.</summary>
    public bool PoolsGrid { get; init; }

    /// <summary>Whether what the classifier sees is normalized, not each step.</summary>
    public bool NormalizesPooled { get; init; }

    /// <summary>Steps in front of the grid's.</summary>
    public int InFront => (HasClassToken ? 1 : 0) + (IsDistilled ? 1 : 0) + Registers;

    /// <summary>The steps whose mean the classifier sees.</summary>
    public (int Start, int? Count) PooledSteps => PoolsGrid ? (InFront, null) : (0, IsDistilled ? 2 : 1);
}
