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
    /// Makes the graphs of those whose number of weights can be told from the file, and none of their weights.
    /// </summary>
    /// <param name="file">An open file.</param>
    /// <param name="cancellationToken">Stops between two networks.</param>
    public static IReadOnlyList<FittingBackbone> For(WeightsFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var numbers = WeightsAssignment.NumbersWithoutTop(file);
        var known = new Dictionary<(string, int), bool?>();
        var fitting = new List<FittingBackbone>();
        foreach (var backbone in BackboneRegistry.All.Where(backbone => numbers.Contains(backbone.Parameters)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Trainings of one network have one graph.
            var graph = (backbone.Graph, backbone.Weights.Classes);
            if (!known.TryGetValue(graph, out var includesTop))
                known.Add(graph, includesTop = Fits(true) ? true : Fits(false) ? false : null);
            if (includesTop is { } holds)
                fitting.Add(new(backbone, holds));

            bool Fits(bool includeTop) => WeightsAssignment.Fits(backbone.MakeFor(file, backbone.DefaultShape, includeTop), file);
        }
        // Entries that differ in their training alone fit alike; the one that the file is named after comes first.
        return [.. fitting.OrderByDescending(fit => IsNamedLike(fit.Backbone, Path.GetFileName(file.Path)))];
    }

    private static bool IsNamedLike(Backbone backbone, string name) =>
        backbone.Weights.Files(includeTop: true).Concat(backbone.Weights.Files(includeTop: false))
            .Any(file => file.File == name || file.Twin == name || file.Folder == name);
}
