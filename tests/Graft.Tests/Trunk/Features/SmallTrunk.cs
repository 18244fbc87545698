using System.Globalization;
using Graft.Data;
using Graft.Layers;
using Graft.Runtime.Imaging;
using Graft.Tests.Data;
using Graft.Tests.Export;
using Graft.Trunk;
using Graft.Trunk.Features;

namespace Graft.Tests.Trunk.Features;

/// <summary>A small network over pictures of 8 x 8, its pictures and its rows.</summary>
internal static class SmallTrunk
{
    public const int Channels = 5;

    public static Preprocessing Preprocessing { get; } = new() { InputHeight = 8, InputWidth = 8 };

    public static Model Model(int seed = 1)
    {
        var input = new Input((8, 8, 3));
        var map = new Conv2D(Channels, 3, activation: "relu").Apply(input.Output);
        var model = new Model(input.Output, new GlobalAveragePooling2D().Apply(map));
        RandomModels.SetWeights(model, seed);
        return model;
    }

    public static FeatureSpace Space(Precision precision = Precision.Fp32, int seed = 1, Preprocessing? preprocessing = null) => new(
        TrunkIdentity.Of(Model(seed).Lower(), precision, 4), preprocessing ?? Preprocessing, Channels, "small");

    public static PictureHash Hash(int number) => PictureHash.Of(PictureTree.Bitmap(number));

    /// <summary>A row whose numbers tell the picture's, and are the same in 16 bits.</summary>
    public static float[] Row(int number) => [.. Enumerable.Range(0, Channels).Select(i => (float)(number * (i + 1) % 128))];

    public static void Add(StoredFeatures stored, params int[] numbers) => stored.Add(
        FeatureSpace.Plain, [.. numbers.Select(Hash)], [.. numbers.SelectMany(Row)]);

    public static void AddEach(FeatureStore store, FeatureSpace space, IEnumerable<int> numbers)
    {
        using var stored = store.Open(space);
        foreach (var number in numbers)
            Add(stored, number);
    }

    /// <summary>The pictures of these numbers that a store knows; a row that is not theirs is a failure.</summary>
    public static int[] Known(FeatureStore store, FeatureSpace space, IEnumerable<int> numbers)
    {
        using var stored = store.Open(space);
        var known = new List<int>();
        foreach (var number in numbers)
            if (stored.Find(FeatureSpace.Plain, Hash(number)) is { } row)
            {
                Assert.True(Row(number).AsSpan().SequenceEqual(row), number.ToString(CultureInfo.InvariantCulture));
                known.Add(number);
            }
        return [.. known];
    }
}
