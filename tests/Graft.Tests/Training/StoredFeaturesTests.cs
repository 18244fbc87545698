using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Engine;
using Graft.Layers;
using Graft.Runtime.Imaging;
using Graft.Tests.Data;
using Graft.Tests.Trunk.Features;
using Graft.Training;
using Graft.Training.Batches;
using Graft.Training.Losses;
using Graft.Training.Metrics;
using Graft.Training.Optimizers;
using Graft.Training.Sessions;
using Graft.Trunk.Features;
using Precision = Graft.Trunk.Precision;

namespace Graft.Tests.Training;

/// <summary>A second <c>Fit</c> on the same pictures takes what the frozen part gives from the store.</summary>
public sealed class StoredFeaturesTests : IDisposable
{
    private readonly PictureTree tree = new();
    private readonly TemporaryFolder folder = new();

    public StoredFeaturesTests()
    {
        for (var i = 0; i < 12; i++)
            tree.WithFile($"train/{(i % 2 == 0 ? "even" : "odd")}/{i}.bmp", Noise(i));
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

    [Fact]
    public void Of_so_many_views_each_is_run_once_and_found_again()
    {
        var without = Fit(new FeatureStore(folder.Path, limit: 0), seed: 1, training: data => Views(data, 2));
        var first = Fit(new FeatureStore(folder.Path), seed: 1, training: data => Views(data, 2));
        Assert.Equal(2 * 12 + 2, Assert.Single(new FeatureStore(folder.Path).List()).Rows);
        var second = Fit(new FeatureStore(folder.Path), seed: 1, training: data => Views(data, 2));

        Assert.Equal(without, first);
        Assert.Equal(without, second);
        Assert.Equal(2 * 12 + 2, Assert.Single(new FeatureStore(folder.Path).List()).Rows);
    }

    [Fact]
    public void Other_views_are_not_taken_for_them()
    {
        Fit(new FeatureStore(folder.Path), seed: 1, training: data => Views(data, 2));
        Fit(new FeatureStore(folder.Path), seed: 1, training: data => Views(data, 2, seed: 4));
        Assert.Equal(2 * 2 * 12 + 2, Assert.Single(new FeatureStore(folder.Path).List()).Rows);
    }

    [Fact]
    public void What_is_kept_of_views_trains_like_the_same_views_through_the_whole_network()
    {
        var none = new FeatureStore(folder.Path, limit: 0);
        var kept = Fit(none, seed: 1, training: data => Views(data, 2));
        var through = Fit(none, seed: 1, training: data => new InTurns(Views(data, null), stepsOfEpoch: 3, views: 2));
        var another = Fit(none, seed: 1, training: data => Views(data, 3));

        Close.Absolute(through, kept, 1e-5, "weights");
        Assert.True(kept.Zip(another).Max(pair => Math.Abs(pair.First - pair.Second)) > 1e-3);
    }

    [Fact]
    public void Samples_that_are_split_off_are_judged_as_they_are()
    {
        using var data = PictureDataset.Open(tree.Root, SmallTrunk.Preprocessing);
        double Loss(ILabeledSamples training)
        {
            var model = OnSmallTrunk(seed: 1, units: 4, new SGD(1e-12));
            var options = new FitOptions { ValidationSplit = 0.5, Store = new FeatureStore(folder.Path, limit: 0) };
            return Fitting.Run(model, new LabeledDataset(training), null, options, TestContext.Current.CancellationToken)
                .Epochs[0].Values["val_loss"];
        }

        Assert.Equal(Loss(data.Train), Loss(Views(data, 2)), 1e-6);
    }

    // No two views of it are the same.
    private static byte[] Noise(int number)
    {
        var file = PictureTree.Bitmap(number, 20, 20);
        var random = new RandomStream(number, "noise");
        foreach (ref var value in file.AsSpan(54))
            value = (byte)random.NextBelow(256);
        return file;
    }

    private static AugmentedPart Views(PictureDataset data, int? views, int seed = 3) =>
        new(data.Train, Augmenter.Of(AugmentationPreset.Standard), seed, views);

    private float[] Fit(FeatureStore store, int seed, int units = 4, Func<PictureDataset, ILabeledSamples>? training = null)
    {
        using var data = PictureDataset.Open(tree.Root, SmallTrunk.Preprocessing);
        var model = OnSmallTrunk(seed, units, new Adam(learningRate: 0.01));
        var options = new FitOptions { Epochs = 3, BatchSize = 5, Store = store, Precision = Precision.Fp32 };
        Fitting.Run(
            model, new LabeledDataset(training?.Invoke(data) ?? data.Train), new LabeledDataset(data.Validation), options,
            TestContext.Current.CancellationToken);
        Assert.Null(store.Problem);
        return [.. model.Weights.SelectMany(weight => weight.ToArray())];
    }

    private static Model OnSmallTrunk(int seed, int units, Optimizer optimizer)
    {
        var trunk = SmallTrunk.Model(seed);
        trunk.Trainable = false;
        var x = new Dense(units, activation: "relu").Apply(trunk.Output);
        var model = new Model(trunk.Input, new Dense(2, activation: "softmax").Apply(x));
        model.Compile(optimizer, new CategoricalCrossentropy(), [new Accuracy()]);
        return model;
    }

    // Views without end, of which the first few come again: a training takes them through the whole network.
    private sealed class InTurns(AugmentedPart part, int stepsOfEpoch, int views) : IAugmentedSamples
    {
        public int Count => part.Count;

        public IReadOnlyList<int> Labels => part.Labels;

        public int ClassCount => part.ClassCount;

        public IReadOnlyList<int> SampleShape => part.SampleShape;

        public Preprocessing? Preprocessing => part.Preprocessing;

        public void Read(ReadOnlySpan<int> rows, Span<float> values, CancellationToken cancellation = default) =>
            part.Read(rows, values, cancellation);

        // A training counts steps and epochs on from view to view.
        public void ReadView(ReadOnlySpan<int> rows, long view, Span<float> values, CancellationToken cancellation = default) =>
            part.ReadView(rows, view / (stepsOfEpoch + 1) % views, values, cancellation);
    }
}
