namespace Graft.Bench.Processes;

/// <summary>What a contender says when it is warm.</summary>
/// <param name="Title">What stands in the table.</param>
/// <param name="MultiplyAdds">Multiplications with additions for one sample; 0 where it makes no sense.</param>
/// <param name="Check">Some of what it computes.</param>
internal sealed record ContenderReady(string Title, long MultiplyAdds, IReadOnlyList<float> Check);
