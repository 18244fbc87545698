using Graft.Data;
using Graft.Export;
using Graft.Layers;
using Graft.Runtime.Heads;
using Graft.Runtime.Imaging;
using Graft.Trunk;
using Graft.Trunk.Features;
using Microsoft.ML.OnnxRuntime;

namespace Graft.Planning;

/// <summary>
/// What written models gave their heads, kept from one training to the next: a model with another head on the same network is then
/// measured without running that network again.
/// </summary>
internal sealed class MeasuredFeatures : IDisposable
{
    private readonly WrittenHead head;
    private readonly StoredFeatures stored;
    private readonly IReadOnlyList<StoredFeatures> wider;
    private readonly int width;

    private MeasuredFeatures(WrittenHead head, StoredFeatures stored, IReadOnlyList<StoredFeatures> wider)
    {
        (this.head, this.stored, this.wider) = (head, stored, wider);
        width = stored.Space.RowLength;
    }

    /// <param name="store">Where they are kept.</param>
    /// <param name="trunk">The network, not trained further, and how it is computed.</param>
    /// <param name="preprocessing">How pictures become its input.</param>
    /// <param name="name">The network's name.</param>
    /// <param name="widths">Which of its numbers a head may see.</param>
    /// <param name="features">What the head sees.</param>
    /// <param name="output">The head's output.</param>
    public static MeasuredFeatures Open(
        FeatureStore store, TrunkPass trunk, Preprocessing preprocessing, string name, TapWidths widths, Symbol features, Symbol output)
    {
        var head = new WrittenHead(features, output);
        // It reads every weight.
        var identity = trunk.Identity.By($"ONNX Runtime {OrtEnv.Instance().GetVersionString()}");
        var own = widths.Ways.First(taps => widths.Of(taps) == features.Shape.Channels);
        return new MeasuredFeatures(head, Space(own), [.. widths.Ways.Where(taps => taps > own).Select(Space)]);

        StoredFeatures Space(Taps taps) => store.Open(new FeatureSpace(
            identity, preprocessing, widths.Of(taps), $"{name}, {TapsNames.Of(taps)}, as written"));
    }

    /// <summary>For a <see cref="PictureLoader"/>: what is known of a picture. May be called from several threads.</summary>
    public float[]? Recall(PictureHash picture) =>
        stored.Find(FeatureSpace.Plain, picture)
        ?? wider.Select(more => more.Find(FeatureSpace.Plain, picture)).FirstOrDefault(found => found is not null)?[^width..];

    /// <summary>Keeps what a written model gave.</summary>
    public void Keep(IReadOnlyList<PictureHash> pictures, float[] features) =>
        stored.Add(FeatureSpace.Plain, pictures, features);

    /// <summary>What the written head says of features.</summary>
    /// <returns>The values before softmax, <c>[count, classes]</c>.</returns>
    public float[] Logits(float[] features) => head.Logits(features);

    /// <inheritdoc/>
    public void Dispose()
    {
        stored.Dispose();
        foreach (var more in wider)
            more.Dispose();
        head.Dispose();
    }
}
