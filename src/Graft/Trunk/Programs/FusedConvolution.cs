using Graft.Operations;

namespace Graft.Trunk.Programs;

/// <summary>A convolution with what follows it, which oneDNN computes while the result is still in registers.</summary>
/// <param name="Convolution">The convolution itself.</param>
/// <param name="Summand">What is added to its result; null for nothing.</param>
/// <param name="Activation">Applied at the end; null for nothing.</param>
/// <param name="Output">The end result.</param>
internal sealed record FusedConvolution(Convolution Convolution, Value? Summand, Elementwise? Activation, Value Output)
    : Operation(Summand is null ? Convolution.Inputs : [.. Convolution.Inputs, Summand], Output)
{
    /// <inheritdoc/>
    public override long MultiplyAdds => Convolution.MultiplyAdds;
}
