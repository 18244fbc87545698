using Graft.Layers;

namespace Graft.Backbones.Timm;

/// <summary>The end of timm's networks.</summary>
internal static class TimmHead
{
    /// <summary>The average of the last map, and the classifier on it.</summary>
    /// <param name="map">The last map.</param>
    /// <param name="classifier">What the classifier is called.</param>
    /// <param name="classes">Its classes; with 0 the averages are the end, with null the map is.</param>
    public static Symbol Classify(Symbol map, string classifier, int? classes)
    {
        if (classes is not { } count)
            return map;
        var x = new GlobalAveragePooling2D(keepDimensions: true, name: "global_pool.pool").Apply(map);
        x = new Flatten("global_pool.flatten").Apply(x);
        return count == 0 ? x : new Dense(count, name: classifier).Apply(x);
    }
}
