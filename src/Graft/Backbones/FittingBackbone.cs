using Graft.Weights;
using Graft.Weights.Matching;

namespace Graft.Backbones;

/// <summary>A published network that takes the weights of a file.</summary>
/// <param name="Backbone">The network.</param>
/// <param name="IncludesTop">Whether the file also holds its classifier.</param>
public sealed record FittingBackbone(Backbone Backbone, bool IncludesTop)
{
    /// <summary>
    /// All networks for which every array has a place and every place an array, the one that the file is named after first.
    /// Makes their graphs, and none of their weights.
    /// </summary>
    /// <param name="file">An open file.</param>
    /// <param name="cancellationToken">Stops between two networks.</param>
    public static IReadOnlyList<FittingBackbone> For(WeightsFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var numbers = file.Arrays.Sum(array => array.Count);
        var fitting = new List<FittingBackbone>();
        foreach (var backbone in BackboneRegistry.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // A file may hold a little more than the network (a count of samples), never less.
            if (numbers < backbone.Parameters)
                continue;
            if (numbers > backbone.Parameters && Fits(backbone, includeTop: true))
                fitting.Add(new(backbone, IncludesTop: true));
            else if (Fits(backbone, includeTop: false))
                fitting.Add(new(backbone, IncludesTop: false));
        }
        // Entries that differ in their training alone fit alike; the one that the file is named after comes first.
        return [.. fitting.OrderByDescending(fit => IsNamedLike(fit.Backbone, Path.GetFileName(file.Path)))];

        bool Fits(Backbone backbone, bool includeTop) => WeightsAssignment.Fits(
            backbone.Load(new BackboneOptions { IncludeTop = includeTop, Weights = null }, null, cancellationToken), file);
    }

    private static bool IsNamedLike(Backbone backbone, string name) =>
        backbone.Weights.Files(includeTop: true).Concat(backbone.Weights.Files(includeTop: false))
            .Any(file => file.File == name || file.Twin == name);
}
