using Graft.Layers;
using Graft.Training;
using Graft.Training.Metrics;
using Graft.Training.Optimizers;

namespace Graft.Tests.Training;

public sealed class TrainingProblemsTests
{
    private readonly NDArray samples = SmallData.Samples(20);

    private int[] Numbers => SmallData.Numbers(samples);

    [Fact]
    public void A_model_must_be_compiled_before_it_is_trained_but_not_before_it_predicts()
    {
        var model = SmallNetwork.Create();
        Assert.Contains("Compile", Message(() => model.Fit(samples, Numbers)), StringComparison.Ordinal);
        Assert.Contains("Compile", Message(() => model.Evaluate(samples, Numbers)), StringComparison.Ordinal);
        Assert.Equal(20, model.Predict(samples).Count);
    }

    [Fact]
    public void All_that_is_wrong_with_the_data_is_named_at_once()
    {
        var model = Compiled("sparse_categorical_crossentropy");
        var narrow = new NDArray(new float[40], 10, 4);
        var message = Message(() => model.Fit(narrow, new float[] { 0, 3 }, sampleWeights: new float[] { 1, -1 }));
        Assert.All(
            ["(None, 6)", "shape (None, 4)", "10 samples, but 2 targets", "value 1 is 3", "samples; 2 were given", "0 or above"],
            part => Assert.Contains(part, message));
    }

    [Fact]
    public void Class_numbers_where_one_hot_is_wanted_get_the_right_loss_named_and_the_reverse()
    {
        var oneHot = Message(() => Compiled("categorical_crossentropy").Fit(samples, Numbers));
        Assert.All(["(samples, 3)", "sparse_categorical_crossentropy"], part => Assert.Contains(part, oneHot));
        var numbers = Message(() => Compiled("sparse_categorical_crossentropy").Fit(samples, SmallData.OneHot(Numbers)));
        Assert.Contains("categorical_crossentropy", numbers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    public void A_target_that_is_no_class_number_is_refused(float number)
    {
        var targets = new float[20];
        targets[7] = number;
        var message = Message(() => Compiled("sparse_categorical_crossentropy").Fit(samples, targets));
        Assert.Contains("from 0 to 2; value 7", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_numbers_of_epochs_and_samples_are_named_at_once()
    {
        var model = Compiled("sparse_categorical_crossentropy");
        var message = Message(() => model.Fit(
            samples, Numbers, 0, epochs: -1, validationSplit: 1, classWeights: new Dictionary<int, double> { [-1] = -2 }));
        Assert.All(["batch size is 0", "epochs is -1", "split is 1", "class -1 is -2"], part => Assert.Contains(part, message));
    }

    [Fact]
    public void Parts_that_would_be_empty_or_given_twice_are_refused()
    {
        var model = Compiled("sparse_categorical_crossentropy");
        var empty = new NDArray([], 0, SmallData.Features);
        (string, Action)[] wrong =
        [
            ("split of 0.99", () => model.Fit(samples, Numbers, validationSplit: 0.99)),
            ("both", () => model.Fit(samples, Numbers, validationData: (samples, Numbers), validationSplit: 0.5)),
            ("no sample", () => model.Fit(empty, Array.Empty<int>())),
            ("batch size", () => model.Predict(samples, batchSize: 0)),
        ];
        Assert.All(wrong, pair => Assert.Contains(pair.Item1, Message(pair.Item2), StringComparison.Ordinal));
    }

    [Fact]
    public void What_does_not_fit_the_model_is_named_when_it_is_compiled()
    {
        var model = SmallNetwork.Create();
        Assert.Contains("1 outputs; 2 losses", Message(() => model.Compile("sgd", ["mse", "mse"])), StringComparison.Ordinal);
        var twice = Message(() => model.Compile("sgd", "mse", ["accuracy", new Accuracy(), new TopKCategoricalAccuracy(0)]));
        Assert.All(["'accuracy'", "K is 0"], part => Assert.Contains(part, twice));
        Assert.Contains("Beta1", Message(() => model.Compile(new Adam(beta1: 2), "mse")), StringComparison.Ordinal);

        var input = new Input(4);
        var single = new Model(input.Output, new Dense(1, activation: "softmax").Apply(input.Output));
        var message = Message(() => single.Compile("sgd", "categorical_crossentropy"));
        Assert.Contains("binary_crossentropy", message, StringComparison.Ordinal);
    }

    private static Model Compiled(string loss)
    {
        var model = SmallNetwork.Create();
        model.Compile("sgd", loss);
        return model;
    }

    private static string Message(Action action) => Assert.Throws<TrainingException>(action).Message;
}
