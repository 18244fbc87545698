using Graft.Data;
using Graft.Layers;
using Graft.Tests.Data;
using Graft.Tests.Trunk.Features;
using Graft.Training;
using Graft.Training.Batches;
using Graft.Training.Sessions;
using Graft.Trunk.Features;

namespace Graft.Tests.Training;

/// <summary>A second <c>Fit</c> on the same pictures takes what the frozen part gives from the store.</summary>
public sealed class StoredFeaturesTests : IDisposable
{
    private readonly PictureTree tree = new();
    private readonly TemporaryFolder folder = new();

    public StoredFeaturesTests()
    {
        for (var i = 0; i < 12; i++)
            tree.WithFile($"train/{(i % 2 == 0 ? "even" : "odd")}/{i}.bmp", PictureTree.Bitmap(i * 1000));
        tree.With("validation/even/a.bmp", "validation/odd/b.bmp");
    }

    public void Dispose()
    {
        tree.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void It_trains_to_the_same_bits_as_the_first_and_as_one_without_a_store()
    {
        var without = Fit(new FeatureStore(folder.Path, limit: 0), seed: 1);
        Assert.Empty(new FeatureStore(folder.Path).List());
        var first = Fit(new FeatureStore(folder.Path), seed: 1);
        Assert.Equal(14, Assert.Single(new FeatureStore(folder.Path).List()).Rows);
        var second = Fit(new FeatureStore(folder.Path), seed: 1);
        Assert.Equal(without, first);
        Assert.Equal(without, second);
        Assert.Equal(14, Assert.Single(new FeatureStore(folder.Path).List()).Rows);
    }

    [Fact]
    public void Another_head_on_the_same_frozen_part_finds_its_features()
    {
        Fit(new FeatureStore(folder.Path), seed: 1);
        Fit(new FeatureStore(folder.Path), seed: 1, units: 7);
        Assert.Equal(14, Assert.Single(new FeatureStore(folder.Path).List()).Rows);
        Fit(new FeatureStore(folder.Path), seed: 2);
        Assert.Equal([14, 14], new FeatureStore(folder.Path).List().Select(space => (int)space.Rows));
    }

    private float[] Fit(FeatureStore store, int seed, int units = 4)
    {
        using var data = PictureDataset.Open(tree.Root, SmallTrunk.Preprocessing);
        var trunk = SmallTrunk.Model(seed);
        trunk.Trainable = false;
        var x = new Dense(units, activation: "relu").Apply(trunk.Output);
        var model = new Model(trunk.Input, new Dense(2, activation: "softmax").Apply(x));
        model.Compile("adam", "categorical_crossentropy", ["accuracy"]);
        var options = new FitOptions { Epochs = 3, BatchSize = 5, Store = store };
        Fitting.Run(
            model, new LabeledDataset(data.Train), new LabeledDataset(data.Validation), options,
            TestContext.Current.CancellationToken);
        Assert.Null(store.Problem);
        return [.. model.Weights.SelectMany(weight => weight.ToArray())];
    }
}
