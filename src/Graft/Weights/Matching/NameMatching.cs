namespace Graft.Weights.Matching;

/// <summary>
/// Assigns arrays to weights by name. A layer's name counts with the models around it where both sides say them, and
/// without them where one side nests and the other does not.
/// </summary>
internal static class NameMatching
{
    public static Dictionary<WeightTarget, StoredArray> Match(
        IReadOnlyList<WeightTarget> targets, IReadOnlyList<StoredArray> arrays)
    {
        var matched = new Dictionary<WeightTarget, StoredArray>();
        var free = new HashSet<StoredArray>(arrays);
        // The longest names first: what they decide, shorter ones cannot take away.
        var longest = targets.Select(target => target.Name).Concat(arrays.Select(FullName)).Select(Depth).DefaultIfEmpty().Max();
        for (var parts = longest; parts > 0; parts--)
        {
            var byName = free.ToLookup(array => Shorten(FullName(array), parts));
            foreach (var target in targets.Where(target => !matched.ContainsKey(target)))
                if (byName[Shorten(target.Name, parts)].Where(free.Contains).Take(2).ToArray() is [var only])
                {
                    matched.Add(target, only);
                    free.Remove(only);
                }
        }
        MatchLoneParameters(targets, matched, free);
        return matched;
    }

    // What a module of PyTorch's keeps without a module around it (features.1.0.layer_scale) is the only weight of a layer here.
    private static void MatchLoneParameters(
        IReadOnlyList<WeightTarget> targets, Dictionary<WeightTarget, StoredArray> matched, HashSet<StoredArray> free)
    {
        var byName = free.ToLookup(TorchWeights.LoneParameter);
        foreach (var target in targets.Where(target => !matched.ContainsKey(target) && target.Weight.Layer.Weights.Count == 1))
            if (byName[LayerName(target)].Take(2).ToArray() is [var only])
            {
                matched.Add(target, only);
                free.Remove(only);
            }
    }

    private static string LayerName(WeightTarget target)
    {
        var end = target.Name.LastIndexOf('/');
        return target.Name[(target.Name.LastIndexOf('/', end - 1) + 1)..end];
    }

    private static string FullName(StoredArray array) => array.Group == array.Layer || array.Group.Length == 0
        ? $"{array.Layer}/{array.Weight}"
        : $"{array.Group}/{array.Layer}/{array.Weight}";

    private static int Depth(string name) => name.Count(c => c == '/');

    /// <summary>The weight's name and at most so many names before it, in one spelling for all versions of Keras.</summary>
    private static string Shorten(string name, int parts)
    {
        var end = name.LastIndexOf('/');
        var start = end;
        for (var i = 0; i < parts && start > 0; i++)
            start = name.LastIndexOf('/', start - 1);
        // Keras 2 allowed a slash in a layer's name where Keras 3 has an underscore.
        var (layer, weight) = TorchWeights.Name(name[(start + 1)..Math.Max(end, start + 1)].Replace('/', '_'), name[(end + 1)..]);
        return $"{layer}/{weight}";
    }
}
