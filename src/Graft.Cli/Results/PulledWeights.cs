using Graft.Weights;

namespace Graft.Cli.Results;

/// <summary>Where <c>graft pull</c> put or found the weights of a backbone.</summary>
internal sealed record PulledWeights(string Backbone, string File, string Path, WeightsOrigin Origin, long Bytes);
