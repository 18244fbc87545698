using Graft.Layers;
using Graft.Training;
using Graft.Training.Optimizers;

namespace Graft.Tests.Training;

public sealed class SeveralOutputsTests
{
    private readonly NDArray first = SmallData.Samples(40, "first");
    private readonly NDArray second = SmallData.Samples(40, "second");

    private int[] Classes => SmallData.Numbers(first);

    private NDArray Sums => new([.. Enumerable.Range(0, 40).Select(i => second[i].ToArray().Sum())], 40, 1);

    [Fact]
    public void Losses_are_added_by_their_weights_and_each_output_is_reported()
    {
        var model = Create();
        model.Compile(
            new SGD(0), ["sparse_categorical_crossentropy", "mse"], lossWeights: [1, 0.25], metrics: [["accuracy"], ["mae"]]);
        var options = new FitOptions { BatchSize = 16 };
        var epoch = model.Fit([first, second], [Classes, Sums], options, ([first, second], [Classes, Sums])).Epochs[0];
        Assert.Equal(
            ["loss", "class_loss", "sum_loss", "class_accuracy", "sum_mean_absolute_error"], epoch.Values.Keys.Take(5));
        Assert.Equal(epoch["class_loss"] + 0.25 * epoch["sum_loss"], epoch["loss"], 1e-6);
        var outputs = model.Predict([first, second]);
        var squares = outputs[1].Values.Zip(Sums.Values, (given, wanted) => Math.Pow(given - wanted, 2));
        Assert.Equal(squares.Average(), epoch["val_sum_loss"], 1e-5);
        var evaluated = model.Evaluate([first, second], [Classes, Sums], batchSize: 16);
        Assert.Equal(evaluated.Values.Values, epoch.Values.Values.Skip(5));
    }

    [Fact]
    public void Both_outputs_are_learned()
    {
        var model = Create();
        model.Compile(new Adam(0.01), ["sparse_categorical_crossentropy", "mse"], metrics: [["accuracy"], []]);
        var history = model.Fit([first, second], [Classes, Sums], new FitOptions { Epochs = 40 });
        Assert.True(history["sum_loss"][^1] < history["sum_loss"][0] / 4);
        Assert.True(history["class_loss"][^1] < history["class_loss"][0] / 2);
    }

    [Fact]
    public void Whatever_is_missing_is_named()
    {
        var model = Create();
        model.Compile("sgd", ["sparse_categorical_crossentropy", "mse"]);
        var message = Assert.Throws<TrainingException>(() => model.Fit(first, Classes)).Message;
        Assert.All(["2 inputs; samples for 1", "2 outputs; targets for 1"], part => Assert.Contains(part, message));
        var predict = Assert.Throws<TrainingException>(() => model.Predict(first)).Message;
        Assert.Contains("2 outputs", predict, StringComparison.Ordinal);
    }

    private static Model Create()
    {
        var (one, two) = (new Input(SmallData.Features, name: "one"), new Input(SmallData.Features, name: "two"));
        var merged = new Concatenate().Apply(one.Output, two.Output);
        var hidden = new Dense(16, activation: "relu").Apply(merged);
        return new Model(
            [one.Output, two.Output],
            [new Dense(3, activation: "softmax", name: "class").Apply(hidden), new Dense(1, name: "sum").Apply(hidden)]);
    }
}
