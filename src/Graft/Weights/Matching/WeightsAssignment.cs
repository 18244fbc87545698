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

    // Keras's names for the layers of a classifier, and where torchvision and timm keep theirs; the mobile networks of timm widen
    // what was pooled by a convolution.
    private static readonly string[] TopLayers =
    [
        "fc1", "fc2", "predictions", "conv_preds", "fc", "classifier", "head", "heads", "head_dist", "fc_norm",
        "conv_head", "norm_head",
    ];

    /// <summary>By name; where the names do not fit and the file keeps the model's order, by order.</summary>
    /// <exception cref="WeightsMismatchException">The file does not fit.</exception>
    public static WeightsAssignment For(Model model, WeightsFile file, bool allowUnexpected)
    {
        var found = Find(model, file, allowUnexpected);
        if (!found.Fits)
            throw new WeightsMismatchException(
                file.Path,
                model.Name,
                [.. found.Missing.Select(target => DescribeMissing(target, found.Assignment.Unexpected))],
                [.. found.Misshaped.Select(target => DescribeMisshaped(target, found.Assignment.Pairs[target]))],
                [.. (found.Missing.Count + found.Misshaped.Count > 0 ? found.Assignment.Unexpected : found.Disturbing)
                    .Select(DescribeUnexpected)]);
        return found.Assignment;
    }

    /// <summary>
    /// How many numbers a network without its classifier may have that the file fits: all of the file's, or those that are left
    /// without what may be a classifier. A file that keeps a network's order may have it at its end.
    /// </summary>
    public static IReadOnlySet<long> NumbersWithoutTop(WeightsFile file)
    {
        var numbers = new HashSet<long>();
        foreach (var arrays in (StoredArray[][])[[.. file.Arrays], [.. file.Arrays.Where(array => !IsCount(array))]])
        {
            var tops = arrays.Where(array => TopLayers.Contains(TopOf(array)))
                .GroupBy(TopOf, array => array.Count).Select(top => top.Sum()).ToArray();
            // Any of them may be a part of the network instead.
            for (var left = 0; left < 1 << Math.Min(tops.Length, TopLayers.Length); left++)
                numbers.Add(arrays.Sum(array => array.Count) - tops.Where((_, i) => (left >> i & 1) == 1).Sum());
            if (!file.IsInModelOrder)
                continue;
            var sum = 0L;
            foreach (var array in arrays)
                numbers.Add(sum += array.Count);
        }
        return numbers;
    }

    /// <summary>Whether the file would be assigned to the model.</summary>
    public static bool Fits(Model model, WeightsFile file) => Find(model, file, allowUnexpected: false).Fits;

    private static Comparison Find(Model model, WeightsFile file, bool allowUnexpected)
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
        return new(new(matching, pairs, unexpected), missing, misshaped, disturbing);
    }

    // A classifier that the model is without: what comes behind everything that was used, or has a classifier's name.
    private static IEnumerable<StoredArray> Top(WeightsFile file, StoredArray[] arrays, HashSet<StoredArray> used)
    {
        var last = Array.FindLastIndex(arrays, used.Contains);
        var lastGroup = last < 0 ? null : arrays[last].Group;
        return arrays.Where((array, i) =>
            (file.IsInModelOrder && i > last && array.Group != lastGroup) || TopLayers.Contains(TopOf(array)));
    }

    private static string TopOf(StoredArray array) => array.Layer.Split('.')[0];

    // Keras's Normalization stores how many samples it has seen, PyTorch's batch normalization how many batches; no network that
    // is made here need have that.
    private static bool IsCount(StoredArray array) => array is { Weight: Count or "num_batches_tracked", Count: 1 };

    private static string DescribeMissing(WeightTarget target, IReadOnlyList<StoredArray> unexpected)
    {
        var text = $"{target.Name} {Describe(target.Weight)}";
        var nearest = Nearest.To(target.Name, unexpected.Select(array => $"{array.Layer}/{array.Weight}"), count: 1);
        return nearest.Count == 0 ? text : $"{text} (nearest of those left over: {nearest[0]})";
    }

    private static string DescribeMisshaped(WeightTarget target, StoredArray array) =>
        $"{target.Name} is [{string.Join(", ", target.ShapeIn(array))}] in the model and {Describe(array)} in the file";

    private static string DescribeUnexpected(StoredArray array) => $"{array.Path} {Describe(array)}";

    private static string Describe(Weight weight) => $"[{string.Join(", ", weight.Shape.Dimensions)}]";

    private static string Describe(StoredArray array) => $"[{string.Join(", ", array.Shape)}]";

    private sealed record Comparison(
        WeightsAssignment Assignment,
        IReadOnlyList<WeightTarget> Missing,
        IReadOnlyList<WeightTarget> Misshaped,
        IReadOnlyList<StoredArray> Disturbing)
    {
        public bool Fits => Missing.Count + Misshaped.Count + Disturbing.Count == 0;
    }
}
