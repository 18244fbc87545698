using Graft.Engine;
using Graft.Layers;
using Graft.Training;
using Graft.Training.Optimizers;
using Graft.Trunk;
using TorchSharp;

namespace Graft.Tests.Training;

/// <summary>Steps that multiply in 16 bits, against the same steps in 32.</summary>
public sealed class StepPrecisionTests
{
    private readonly ReferenceProblem problem = ReferenceProblem.Read("cnn");

    [Fact]
    public void Steps_in_16_bits_follow_those_in_32_and_keep_weights_in_32()
    {
        var (exact, exactLosses) = Trained(Precision.Fp32);
        var (rounded, roundedLosses) = Trained(Precision.Bf16);

        Assert.All(rounded.Weights, weight => Assert.Equal(torch.ScalarType.Float32, weight.Tensor.dtype));
        Assert.NotEqual(exactLosses, roundedLosses);
        foreach (var (expected, given) in exactLosses.Zip(roundedLosses))
            Assert.InRange(given, expected * 0.98, expected * 1.02);
        var start = ConvolutionalNetwork.Create(problem);
        var all = start.TrainableWeights.Zip(exact.TrainableWeights.Zip(rounded.TrainableWeights));
        // A batch normalization behind it takes its bias away again: what moves it is rounding alone.
        foreach (var (first, (expected, given)) in all.Where(pair => pair.First is not { Layer.Name: "conv1", Name: "bias" }))
            Assert.True(
                Cosine(Moved(first, expected), Moved(first, given)) > 0.98, $"{first.Layer.Name}/{first.Name} went elsewhere.");
    }

    [Fact]
    public void Auto_takes_16_bits_where_the_processor_has_them_and_the_same_steps_come_out_the_same()
    {
        var same = Trained(Processor.HasBFloat16 ? Precision.Bf16 : Precision.Fp32);
        Assert.Equal(SmallNetwork.Weights(same.Model), SmallNetwork.Weights(Trained(Precision.Auto).Model));
    }

    [Fact]
    public void Steps_in_8_bits_are_refused()
    {
        var error = Assert.Throws<TrainingException>(() => Trained(Precision.Int8));
        Assert.Contains("8 bits", error.Message, StringComparison.Ordinal);
    }

    private (Model Model, double[] Losses) Trained(Precision precision)
    {
        var model = ConvolutionalNetwork.Create(problem);
        model.Compile(new SGD(0.05, momentum: 0.9), "sparse_categorical_crossentropy");
        var options = new FitOptions
        {
            BatchSize = ReferenceProblem.BatchSize,
            Epochs = 6,
            Shuffle = false,
            StepPrecision = precision,
        };
        var history = model.Fit([new NDArray(problem.Input, problem.Shape)], [problem.Labels], options);
        return (model, [.. history["loss"]]);
    }

    private static float[] Moved(Weight from, Weight to) => [.. to.ToArray().Zip(from.ToArray(), (after, before) => after - before)];

    private static double Cosine(float[] left, float[] right) =>
        left.Zip(right, (a, b) => (double)a * b).Sum() / Math.Sqrt(left.Sum(a => (double)a * a) * right.Sum(b => (double)b * b));
}
