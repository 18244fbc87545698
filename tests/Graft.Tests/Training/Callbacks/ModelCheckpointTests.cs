using Graft.Training;
using Graft.Training.Callbacks;
using Graft.Weights;

namespace Graft.Tests.Training.Callbacks;

public sealed class ModelCheckpointTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-checkpoint-").FullName;
    private readonly NDArray samples = SmallData.Samples(40);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Every_epoch_is_written_under_its_number_and_loads_again()
    {
        var model = Compiled();
        var checkpoint = new ModelCheckpoint(Path.Combine(folder, "at-{epoch:00}-{loss:0.000}.safetensors"));
        var watch = new StepWatch(model.GetLayer("last").Weights[0]);
        var history = model.Fit(samples, SmallData.Numbers(samples), batchSize: 40, epochs: 3, callbacks: [watch, checkpoint]);
        string[] expected = [.. history.Epochs.Select(epoch =>
            FormattableString.Invariant($"at-{epoch.Epoch + 1:00}-{epoch["loss"]:0.000}.safetensors"))];
        Assert.Equal(expected, Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.Equal(Path.Combine(folder, expected[2]), checkpoint.LastPath);

        var fresh = SmallNetwork.Create();
        fresh.LoadWeights(Path.Combine(folder, expected[1]));
        Assert.Equal(watch.WeightsAfterStep[1][0], fresh.GetLayer("last").Weights[0].ToArray());
    }

    [Fact]
    public void The_best_epoch_alone_is_kept_where_that_is_wanted()
    {
        var model = Compiled();
        var path = Path.Combine(folder, "best.safetensors");
        var checkpoint = new ModelCheckpoint(path, "loss", saveBestOnly: true);
        // From the third step on the rate is so high that nothing gets better any more.
        var scheduler = new LearningRateScheduler((epoch, rate) => epoch < 2 ? rate : 50);
        var watch = new StepWatch(model.GetLayer("last").Weights[0]);
        var history = model.Fit(
            samples, SmallData.Numbers(samples), batchSize: 40, epochs: 6, callbacks: [scheduler, watch, checkpoint]);
        var best = history["loss"].Index().MinBy(entry => entry.Item);
        Assert.Equal(2, best.Index);
        Assert.Equal(best.Item, checkpoint.Best);
        var fresh = Compiled();
        fresh.LoadWeights(path);
        Assert.Equal(watch.WeightsAfterStep[best.Index][0], fresh.GetLayer("last").Weights[0].ToArray());
    }

    [Fact]
    public void A_value_that_is_not_reported_and_a_folder_that_is_not_there_are_errors()
    {
        var model = Compiled();
        var unknown = new ModelCheckpoint(Path.Combine(folder, "{val_loss:0.0}.safetensors"));
        var message = Assert.Throws<TrainingException>(() => Fit(model, unknown)).Message;
        Assert.All(["'val_loss'", "epoch, loss"], part => Assert.Contains(part, message));
        Assert.Throws<TrainingException>(() => Fit(model, new ModelCheckpoint("best.safetensors", saveBestOnly: true)));
        Assert.Throws<WeightsException>(() => Fit(model, new ModelCheckpoint(Path.Combine(folder, "missing", "a.safetensors"))));
    }

    private History Fit(Model model, Callback callback) => model.Fit(samples, SmallData.Numbers(samples), callbacks: [callback]);

    private static Model Compiled()
    {
        var model = SmallNetwork.Create();
        model.Compile("sgd", "sparse_categorical_crossentropy");
        return model;
    }
}
