using Graft.Layers;
using Graft.Training;
using Graft.Training.Batches;
using Graft.Training.Callbacks;
using Graft.Training.Optimizers;
using Graft.Training.Sessions;
using Graft.Trunk;

namespace Graft.Tests.Training;

public sealed class TrainabilityTests
{
    private readonly NDArray samples = SmallData.Samples(64);

    private int[] Numbers => SmallData.Numbers(samples);

    [Fact]
    public void What_trains_is_decided_when_Fit_starts_without_compiling_again()
    {
        var model = SmallNetwork.Create(normalize: true);
        model.Compile("adam", "sparse_categorical_crossentropy");
        foreach (var layer in new[] { "first", "normalization" })
            model.GetLayer(layer).Trainable = false;
        var (first, normalization, last) = Weights(model);
        model.Fit(samples, Numbers);
        Assert.Equal(first, Weights(model).First);
        Assert.Equal(normalization, Weights(model).Normalization);
        Assert.NotEqual(last, last = Weights(model).Last);

        foreach (var layer in model.Layers)
            layer.Trainable = layer.Name != "last";
        model.Fit(samples, Numbers);
        Assert.NotEqual(first, Weights(model).First);
        Assert.NotEqual(normalization, Weights(model).Normalization);
        Assert.Equal(last, Weights(model).Last);
    }

    [Fact]
    public void Changing_a_layer_while_Fit_runs_changes_nothing_in_it()
    {
        var model = SmallNetwork.Create();
        model.Compile("sgd", "sparse_categorical_crossentropy");
        model.GetLayer("first").Trainable = false;
        var first = Weights(model).First;
        model.Fit(samples, Numbers, epochs: 2, callbacks: [new Unfreeze(model.GetLayer("first"))]);
        Assert.Equal(first, Weights(model).First);
    }

    [Fact]
    public void The_frozen_part_run_once_gives_what_the_whole_model_gives_in_each_step()
    {
        var problem = ReferenceProblem.Read("cnn");
        var pictures = new NDArray(problem.Input, problem.Shape);
        var (split, whole) = (ConvolutionalNetwork.Create(problem), ConvolutionalNetwork.Create(problem));
        foreach (var layer in new[] { "conv1", "bn" })
            split.GetLayer(layer).Trainable = whole.GetLayer(layer).Trainable = false;
        var runs = new List<TrainingProgress>();
        var progress = new ProgressOf(runs);
        split.Compile(new SGD(0.05, momentum: 0.9), "sparse_categorical_crossentropy");
        var options = new FitOptions
        {
            BatchSize = 8,
            Epochs = 4,
            ValidationSplit = 0.25,
            Seed = 3,
            Precision = Precision.Fp32,
        };
        var history = split.Fit([pictures], [problem.Labels], options with { Progress = progress });
        var batches = Math.Ceiling(pictures.Count / (double)TrunkPass.DefaultBatchSize);
        Assert.Equal(batches, runs.Count(run => run.Stage == TrainingStage.Features));

        whole.Compile(new SGD(0.05, momentum: 0.9), "sparse_categorical_crossentropy");
        var reference = FitWithoutSplit(whole, new LabeledArrays([pictures], [problem.Labels]), options);
        foreach (var value in new[] { "loss", "val_loss" })
            Close.Absolute(
                [.. reference[value].Select(loss => (float)loss)], [.. history[value].Select(loss => (float)loss)], 2e-6, value);
        Close.Absolute(SmallNetwork.Weights(whole), SmallNetwork.Weights(split), 2e-6, "weights");
    }

    [Fact]
    public void A_frozen_backbone_inside_a_model_does_not_move()
    {
        var inner = SmallNetwork.Create(normalize: true);
        inner.Trainable = false;
        var input = new Input(SmallData.Features);
        var model = new Model(input.Output, new Dense(3, activation: "softmax", name: "head").Apply(inner.Apply(input.Output)));
        model.Compile("adam", "sparse_categorical_crossentropy");
        var (before, head) = (SmallNetwork.Weights(inner), SmallNetwork.Weights(model, "head"));
        model.Fit(samples, Numbers, epochs: 2);
        Assert.Equal(before, SmallNetwork.Weights(inner));
        Assert.NotEqual(head, SmallNetwork.Weights(model, "head"));

        inner.Trainable = true;
        model.Fit(samples, Numbers, epochs: 1);
        Assert.NotEqual(before, SmallNetwork.Weights(inner));
    }

    [Fact]
    public void A_model_in_which_nothing_trains_is_an_error()
    {
        var model = SmallNetwork.Create();
        model.Compile("adam", "sparse_categorical_crossentropy");
        model.Trainable = false;
        var message = Assert.Throws<TrainingException>(() => model.Fit(samples, Numbers)).Message;
        Assert.Contains("Trainable", message, StringComparison.Ordinal);
    }

    private static History FitWithoutSplit(Model model, LabeledArrays data, FitOptions options)
    {
        var compiled = CompiledModel.Of(model);
        var (training, validation) = data.For(model, compiled.Outputs, null, "Data").Split(options.ValidationSplit);
        (string, Weight)[] weights = [.. model.TrainableWeights.Select(weight => (weight.Name, weight))];
        var plan = new TrainingPlan(model, model, compiled.Outputs, weights, training, validation);
        using var session = new TrainingSession(plan, compiled.Optimizer, options);
        return session.Run(TestContext.Current.CancellationToken);
    }

    private static (float[] First, float[] Normalization, float[] Last) Weights(Model model) => (
        SmallNetwork.Weights(model, "first"),
        model.Layers.Any(layer => layer.Name == "normalization") ? SmallNetwork.Weights(model, "normalization") : [],
        SmallNetwork.Weights(model, "last"));

    private sealed class Unfreeze(Layer layer) : Callback
    {
        public override void OnEpochEnd(ITrainingRun run, int epoch, IReadOnlyDictionary<string, double> values) =>
            layer.Trainable = true;
    }

    private sealed class ProgressOf(List<TrainingProgress> reports) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => reports.Add(value);
    }
}
