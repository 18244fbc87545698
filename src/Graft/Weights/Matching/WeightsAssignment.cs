using Graft.Engine;
using Graft.Layers;

namespace Graft.Weights.Matching;

/// <summary>Which array goes into which weight of a model.</summary>
/// <param name="Matching">How that was found.</param>
/// <param name="Pairs">An array for every weight, of the right shape.</param>
/// <param name="Unexpected">Arrays that are left over.</param>
internal sealed record WeightsAssignment(
    WeightsMatching Matching,
    IReadOnlyDictionary<WeightTarget, StoredArray> Pairs,
    IReadOnlyList<StoredArray> Unexpected)
{
    private const string Count = "count";

    // Keras's names for the layers of a classifier.
    private static readonly string[] TopLayers = ["fc1", "fc2", "predictions", "conv_preds"];

    /// <summary>By name; where the names do not fit and the file keeps the model's order, by order.</summary>
    /// <exception cref="WeightsMismatchException">The file does not fit.</exception>
    public static WeightsAssignment For(Model model, WeightsFile file, bool allowUnexpected)
    {
        var targets = WeightTarget.Of(model);
        var counts = targets.Any(target => target.Weight.Name == Count);
        StoredArray[] arrays = [.. file.Arrays.Where(array => counts || !IsCount(array))];
        var pairs = NameMatching.Match(targets, arrays);
        var matching = WeightsMatching.Name;
        if (pairs.Count < targets.Count && file.IsInModelOrder && OrderMatching.Match(targets, arrays) is { } byOrder)
            (pairs, matching) = (byOrder, WeightsMatching.Order);

        var used = pairs.Values.ToHashSet();
        StoredArray[] unexpected = [.. arrays.Where(array => !used.Contains(array))];
        StoredArray[] disturbing = allowUnexpected ? [] : [.. unexpected.Except(Top(file, arrays, used))];
        WeightTarget[] missing = [.. targets.Where(target => !pairs.ContainsKey(target))];
        WeightTarget[] misshaped = [.. pairs.Where(pair => !pair.Key.Takes(pair.Value)).Select(pair => pair.Key)];
        if (missing.Length + misshaped.Length + disturbing.Length > 0)
            throw new WeightsMismatchException(
                file.Path,
                model.Name,
                [.. missing.Select(target => DescribeMissing(target, unexpected))],
                [.. misshaped.Select(target => DescribeMisshaped(target, pairs[target]))],
                [.. (missing.Length + misshaped.Length > 0 ? unexpected : disturbing).Select(DescribeUnexpected)]);
        return new(matching, pairs, unexpected);
    }

    // A classifier that the model is without: what comes behind everything that was used, or has a classifier's name.
    private static IEnumerable<StoredArray> Top(WeightsFile file, StoredArray[] arrays, HashSet<StoredArray> used)
    {
        var last = Array.FindLastIndex(arrays, used.Contains);
        var lastGroup = last < 0 ? null : arrays[last].Group;
        return arrays.Where((array, i) =>
            (file.IsInModelOrder && i > last && array.Group != lastGroup) || TopLayers.Contains(array.Layer));
    }

    // Keras's Normalization also stores how many samples it has seen, which no network that is made here need have.
    private static bool IsCount(StoredArray array) => array is { Weight: Count, Count: 1 };

    private static string DescribeMissing(WeightTarget target, StoredArray[] unexpected)
    {
        var text = $"{target.Name} {Describe(target.Weight)}";
        var nearest = Nearest.To(target.Name, unexpected.Select(array => $"{array.Layer}/{array.Weight}"), count: 1);
        return nearest.Count == 0 ? text : $"{text} (nearest of those left over: {nearest[0]})";
    }

    private static string DescribeMisshaped(WeightTarget target, StoredArray array) =>
        $"{target.Name} is {Describe(target.Weight)} in the model and {Describe(array)} in the file";

    private static string DescribeUnexpected(StoredArray array) => $"{array.Path} {Describe(array)}";

    private static string Describe(Weight weight) => $"[{string.Join(", ", weight.Shape.Dimensions)}]";

    private static string Describe(StoredArray array) => $"[{string.Join(", ", array.Shape)}]";
}
