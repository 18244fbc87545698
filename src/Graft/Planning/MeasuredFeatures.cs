using Graft.Data;
using Graft.Export;
using Graft.Layers;
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
    private readonly StoredFeatures? ofAllBlocks;
    private readonly int width;

    private MeasuredFeatures(WrittenHead head, StoredFeatures stored, StoredFeatures? ofAllBlocks)
    {
        (this.head, this.stored, this.ofAllBlocks) = (head, stored, ofAllBlocks);
        width = stored.Space.RowLength;
    }

    /// <param name="store">Where they are kept.</param>
    /// <param name="trunk">The network, not trained further, and how it is computed.</param>
    /// <param name="preprocessing">How pictures become its input.</param>
    /// <param name="name">The network's name.</param>
    /// <param name="features">What the head sees: the numbers of all blocks, or those of the last one.</param>
    /// <param name="output">The head's output.</param>
    public static MeasuredFeatures Open(
        FeatureStore store, TrunkPass trunk, Preprocessing preprocessing, string name, Symbol features, Symbol output)
    {
        var head = new WrittenHead(features, output);
        // It reads every weight.
        var identity = trunk.Identity.By($"ONNX Runtime {OrtEnv.Instance().GetVersionString()}");
        var (width, all) = (features.Shape.Channels, FeatureRows.LengthOf(trunk.Model));
        return new MeasuredFeatures(head, Space(width), width < all ? Space(all) : null);

        StoredFeatures Space(int length) => store.Open(new FeatureSpace(
            identity, preprocessing, length, $"{name}, {(length == all ? "blocks" : "last")}, as written"));
    }

    /// <summary>For a <see cref="PictureLoader"/>: what is known of a picture. May be called from several threads.</summary>
    public float[]? Recall(PictureHash picture) =>
        stored.Find(FeatureSpace.Plain, picture) ?? ofAllBlocks?.Find(FeatureSpace.Plain, picture)?[^width..];

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
        ofAllBlocks?.Dispose();
        head.Dispose();
    }
}
