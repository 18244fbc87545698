namespace Graft.Weights.Matching;

/// <summary>
/// Assigns arrays to weights as Keras does it for legacy files: the layers with weights of both sides one after the other.
/// The arrays of a nested model are assigned by name where that works, since their order depends on what was frozen.
/// </summary>
internal static class OrderMatching
{
    /// <summary>The assignment, or null where the layers are not as many or something does not fit.</summary>
    /// <param name="targets">The model's weights.</param>
    /// <param name="arrays">The file's arrays; those of layers behind the model's last are left over.</param>
    public static Dictionary<WeightTarget, StoredArray>? Match(
        IReadOnlyList<WeightTarget> targets, IReadOnlyList<StoredArray> arrays)
    {
        var layers = targets.GroupBy(target => target.Group).ToArray();
        var groups = arrays.GroupBy(array => array.Group, StringComparer.Ordinal).ToArray();
        if (groups.Length < layers.Length)
            return null;
        var matched = new Dictionary<WeightTarget, StoredArray>();
        foreach (var (layer, group) in layers.Zip(groups))
        {
            WeightTarget[] wanted = [.. layer];
            StoredArray[] given = [.. group];
            if (wanted.Length != given.Length)
                return null;
            var byName = NameMatching.Match(wanted, given);
            var pairs = byName.Count == wanted.Length ? byName.Select(pair => (pair.Key, pair.Value)) : wanted.Zip(given);
            foreach (var (target, array) in pairs)
            {
                if (!target.Takes(array))
                    return null;
                matched.Add(target, array);
            }
        }
        return matched;
    }
}
