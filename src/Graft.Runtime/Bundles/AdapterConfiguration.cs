namespace Graft.Runtime.Bundles;

/// <summary>What the adapters of a bundle are that holds them alone, beside the head.</summary>
public sealed record AdapterConfiguration
{
    /// <summary>Low-rank adapters (Hu et al., 2021).</summary>
    public const string Lora = "lora";

    /// <summary>Factors and summands of channels (Lian et al., 2022).</summary>
    public const string Ssf = "ssf";

    /// <summary>The hash of the network's weights that they are for, whatever file these lie in.</summary>
    public required ContentHash Network { get; init; }

    /// <summary>Which kind; null where the head alone was trained.</summary>
    public string? Kind { get; init; }

    /// <summary>What a low-rank adapter counts, times its rank; 0 for others.</summary>
    public double Alpha { get; init; }
}
