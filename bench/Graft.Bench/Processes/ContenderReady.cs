namespace Graft.Bench.Processes;

/// <summary>What a contender says when it is warm.</summary>
/// <param name="Title">What stands in the table.</param>
/// <param name="MultiplyAdds">Multiplications with additions for one sample; 0 where it makes no sense.</param>
/// <param name="IsReduced">Whether it computes with fewer than 32 bits.</param>
/// <param name="Check">Some of what it computes.</param>
internal sealed record ContenderReady(string Title, long MultiplyAdds, bool IsReduced, IReadOnlyList<float> Check);
