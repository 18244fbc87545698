using CsCheck;
using Graft.Layers;
using Graft.Tests.Layers.Reference;
using static TorchSharp.torch;

namespace Graft.Tests.Layers;

public sealed class NormalizationTests
{
    private static readonly Gen<NDArray> Inputs = Gen.Select(Gen.Int[1, 4].Array[0, 3], Gen.Int[2, 6], Gen.Int[0, 1000])
        .Select((outer, channels, key) => LayerRun.Values($"normalization/{key}", [3, .. outer, channels]));

    [Fact]
    public void LayerNormalization_brings_each_position_to_mean_0_and_variance_1() =>
        Gen.Select(Inputs, Gen.Bool, Gen.Bool, Gen.Bool.Select(small => small ? 1e-6 : 1e-3)).Sample(
            (input, center, scale, epsilon) =>
            {
                var layer = new LayerNormalization(epsilon, center, scale);
                var actual = LayerRun.ForwardFilled(layer, "layer", input);
                var (gamma, beta) = (Values(layer, "gamma", 1), Values(layer, "beta", 0));
                var expected = new NaiveArray(input).MapRows(row =>
                {
                    var (mean, variance) = Moments(row);
                    return [.. row.Select((x, i) => (x - mean) / Math.Sqrt(variance + epsilon) * gamma(i) + beta(i))];
                });
                LayerRun.Equal(expected, actual, $"{input.SampleShape}");
            },
            iter: 60, threads: 1);

    [Fact]
    public void BatchNormalization_uses_its_statistics_at_inference_at_every_rank() =>
        Gen.Select(Inputs, Gen.Bool, Gen.Bool).Sample(
            (input, center, scale) =>
            {
                var layer = new BatchNormalization(epsilon: 0.01, center: center, scale: scale);
                var actual = LayerRun.ForwardFilled(layer, "batch", input);
                var (gamma, beta) = (Values(layer, "gamma", 1), Values(layer, "beta", 0));
                var (mean, variance) = (Values(layer, "moving_mean", 0), Values(layer, "moving_variance", 1));
                LayerRun.Equal(
                    new NaiveArray(input).MapRows(row => [.. row.Select(Normalised)]), actual, $"{input.SampleShape}");

                double Normalised(double x, int i) => (x - mean(i)) / Math.Sqrt(variance(i) + 0.01) * gamma(i) + beta(i);
            },
            iter: 60, threads: 1);

    [Fact]
    public void A_batch_of_one_value_has_no_variance_and_leaves_numbers_behind()
    {
        var layer = new BatchNormalization(momentum: 0.9);
        var input = new NDArray([2f, -4f], 1, 2);
        LayerRun.Apply(layer, input);

        LayerRun.Forward(layer, new ForwardContext(Training: true), input);

        Close.Absolute([0.2f, -0.4f], layer.Weights[2].ToArray(), 1e-6, "mean");
        Close.Absolute([0.9f, 0.9f], layer.Weights[3].ToArray(), 1e-6, "variance");
    }

    [Fact]
    public void BatchNormalization_uses_and_remembers_its_batch_in_training_at_every_rank() =>
        Inputs.Where(input => input.Values.Length > 2 * input.Shape[^1]).Sample(
            input =>
            {
                var layer = new BatchNormalization(momentum: 0.9, epsilon: 0.01);
                LayerRun.Apply(layer, input);
                LayerRun.FillWeights(layer, "training");
                var (mean, variance) = (layer.Weights[2].ToArray(), layer.Weights[3].ToArray());
                var (gamma, beta) = (Values(layer, "gamma", 1), Values(layer, "beta", 0));
                var actual = LayerRun.Forward(layer, new ForwardContext(Training: true), input);
                var moments = ChannelMoments(input);
                LayerRun.Equal(
                    new NaiveArray(input).MapRows(row => [.. row.Select(Normalised)]), actual, "normalised");
                float[] meanAfter = [.. mean.Select((m, i) => (float)(0.9 * m + 0.1 * moments[i].Mean))];
                float[] varianceAfter = [.. variance.Select((v, i) => (float)(0.9 * v + 0.1 * moments[i].Variance))];
                Close.Absolute(meanAfter, layer.Weights[2].ToArray(), 1e-6, "mean");
                Close.Absolute(varianceAfter, layer.Weights[3].ToArray(), 1e-6, "variance");

                double Normalised(double x, int i) =>
                    (x - moments[i].Mean) / Math.Sqrt(moments[i].Variance + 0.01) * gamma(i) + beta(i);
            },
            iter: 40, threads: 1);

    [Fact]
    public void A_frozen_BatchNormalization_does_not_move_by_a_bit_and_answers_as_at_inference()
    {
        var input = LayerRun.Values("frozen", 8, 4, 4, 3);
        var layer = new BatchNormalization { Trainable = false };
        var atInference = LayerRun.ForwardFilled(layer, "frozen", input);
        var before = layer.Weights.Select(weight => weight.ToArray()).ToList();
        for (var step = 0; step < 12; step++)
            Assert.Equal(atInference.Values, LayerRun.Forward(layer, new ForwardContext(Training: true), input).Values);
        Assert.Equal(before, layer.Weights.Select(weight => weight.ToArray()));
        Assert.Empty(layer.TrainableWeights);
    }

    [Fact]
    public void Freezing_a_model_freezes_the_BatchNormalization_inside_and_unfreezing_moves_it_again()
    {
        var input = new Input((4, 4, 3));
        var layer = new BatchNormalization();
        var model = new Model(input.Output, layer.Apply(new Conv2D(3, 1).Apply(input.Output)));
        var outer = new Model(model.Input, new Flatten().Apply(model.Output));
        var batch = LayerRun.Values("frozen model", 8, 4, 4, 3);
        model.Trainable = false;
        LayerRun.Forward(outer, new ForwardContext(Training: true), batch);
        Assert.All(layer.Weights[2].ToArray(), mean => Assert.Equal(0, mean));
        model.Trainable = true;
        LayerRun.Forward(outer, new ForwardContext(Training: true), batch);
        Assert.Contains(layer.Weights[2].ToArray(), mean => mean != 0);
    }

    [Fact]
    public void Normalization_takes_its_numbers_from_data_and_divides_by_the_deviation()
    {
        using var scope = NewDisposeScope();
        var data = LayerRun.Values("adapt", 5, 3, 2, 4);
        var layer = new Normalization();
        LayerRun.Apply(layer, data);
        layer.Adapt(LayerRun.ToTensor(data));
        var channels = ChannelMoments(data);
        Close.Absolute([.. channels.Select(m => (float)m.Mean)], layer.Weights[0].ToArray(), 1e-6, "mean");
        Close.Absolute([.. channels.Select(m => (float)m.Variance)], layer.Weights[1].ToArray(), 1e-6, "variance");
        Assert.Equal([30f], layer.Weights[2].ToArray());
        LayerRun.Equal(
            new NaiveArray(data).MapRows(
                row => [.. row.Select((x, i) => (x - channels[i].Mean) / Math.Sqrt(channels[i].Variance))]),
            LayerRun.Forward(layer, data), "normalised");
        Assert.Empty(layer.TrainableWeights);
    }

    [Fact]
    public void Normalization_by_given_numbers_has_no_weights_and_a_deviation_of_zero_does_no_harm()
    {
        var data = LayerRun.Values("given", 2, 3);
        var layer = new Normalization([1, 2, 3], [4, 0, 0.25f]);
        var expected = new NaiveArray(data).MapRows(row => [(row[0] - 1) / 2, (row[1] - 2) / 1e-7, (row[2] - 3) / 0.5]);
        LayerRun.Equal(expected, LayerRun.Forward(layer, data), "normalised");
        Assert.Empty(layer.Weights);
        Assert.Throws<InvalidOperationException>(() => layer.Adapt(zeros(2, 3)));
        Assert.Throws<InvalidOperationException>(() => new Normalization().Adapt(zeros(2, 3)));
    }

    [Fact]
    public void Rescaling_multiplies_and_shifts_every_channel_alike_or_each_by_its_own() =>
        Inputs.Sample(
            input =>
            {
                LayerRun.Equal(
                    new NaiveArray(input).Map(x => x / 127.5 - 1), LayerRun.Forward(
                        new Rescaling(1 / 127.5, -1), input), "the same");
                float[] scale = [.. Enumerable.Range(1, input.Shape[^1]).Select(i => i / 2f)];
                LayerRun.Equal(
                    new NaiveArray(input).MapRows(row => [.. row.Select((x, i) => x * scale[i] + 3)]), LayerRun.Forward(
                        new Rescaling(scale, [3]), input), "each");
            },
            iter: 20, threads: 1);

    [Fact]
    public void Dropout_drops_its_share_in_training_keeps_the_mean_and_rests_at_inference()
    {
        var input = new NDArray([.. Enumerable.Repeat(1f, 40_000)], 4, 10_000);
        var rows = new NDArray(input.Values, 4_000, 10);
        var layer = new Dropout(0.3);
        Assert.Equal(input.Values, LayerRun.Forward(layer, input).Values);
        using var random = new Generator(7);
        var dropped = LayerRun.Forward(layer, new ForwardContext(true, random), input).Values;
        Assert.All(dropped, v => Assert.True(v == 0 || Math.Abs(v - 1 / 0.7f) < 1e-6));
        Assert.InRange(dropped.Count(v => v == 0) / 40_000.0, 0.29, 0.31);
        using var again = new Generator(7);
        Assert.Equal(dropped, LayerRun.Forward(layer, new ForwardContext(true, again), input).Values);
        Refusal.Of<InvalidOperationException>(
            "needs a stream of random numbers", () => LayerRun.Forward(layer, new ForwardContext(true), input));
        var whole = LayerRun.Forward(new Dropout(0.3, wholeSamples: true), new ForwardContext(true, random), rows).Values;
        Assert.All(whole.Chunk(10), row => Assert.Single(row.Distinct()));
        Assert.All(whole, v => Assert.True(v == 0 || Math.Abs(v - 1 / 0.7f) < 1e-6));
        Assert.InRange(whole.Count(v => v == 0) / 40_000.0, 0.27, 0.33);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout(double.NaN));
    }

    private static Func<int, double> Values(Layer layer, string name, double otherwise)
    {
        var values = layer.Weights.SingleOrDefault(weight => weight.Name == name)?.ToArray();
        return i => values?[i] ?? otherwise;
    }

    private static (double Mean, double Variance)[] ChannelMoments(NDArray array) =>
    [
        .. array.Values.Select((value, i) => (Value: (double)value, Channel: i % array.Shape[^1]))
            .GroupBy(entry => entry.Channel, entry => entry.Value)
            .Select(channel => Moments([.. channel])),
    ];

    private static (double Mean, double Variance) Moments(double[] values)
    {
        var mean = values.Average();
        return (mean, values.Average(v => (v - mean) * (v - mean)));
    }
}
