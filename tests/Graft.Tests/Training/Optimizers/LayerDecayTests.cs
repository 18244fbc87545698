using System.Text.Json;
using System.Text.RegularExpressions;
using Graft.Training;
using Graft.Training.Optimizers;

namespace Graft.Tests.Training.Optimizers;

public sealed partial class LayerDecayTests
{
    [Fact]
    public void Rates_and_decays_of_every_weight_are_those_of_timm()
    {
        using var json = Shared.Json("fixtures", "training", "timm_param_groups.json");
        foreach (var entry in json.RootElement.GetProperty("models").EnumerateArray())
        {
            var expected = Expected(entry);
            double[] scales = [.. expected.Values.Select(weight => weight.Scale).Distinct().Order()];
            var weights = expected.Select(weight => (
                weight.Key, Rank(weight.Key), Block: Array.IndexOf(scales, weight.Value.Scale)));
            var layerDecay = scales.Length == 1 ? 1 : 0.75;
            var groups = LayerDecay.Groups(weights, scales.Length - 1, layerDecay, weightDecay: 0.05);
            var actual = groups.SelectMany(
                group => group.Weights, (group, name) => (name, group.RateFactor, group.WeightDecay)).ToList();
            Assert.Equal(expected.Keys.Order(), actual.Select(weight => weight.name).Order());
            Assert.All(actual, weight =>
            {
                Assert.Equal(expected[weight.name].Scale, weight.RateFactor, 1e-8);
                Assert.Equal(expected[weight.name].Decay, weight.WeightDecay);
            });
        }
    }

    [Fact]
    public void Blocks_of_a_model_train_at_rates_that_fall_towards_the_input_and_a_new_head_at_the_full_one()
    {
        var model = SmallNetwork.Create(normalize: true);
        var groups = LayerDecay.Groups(
            model, [[model.GetLayer("first"), model.GetLayer("normalization")]], layerDecay: 0.5, weightDecay: 0.1);
        Assert.Equal(
            [
                "0.5 0.1: first/kernel", "0.5 0: first/bias normalization/gamma normalization/beta",
                "1 0.1: last/kernel", "1 0: last/bias",
            ],
            groups.Select(group => FormattableString.Invariant(
                $"{group.RateFactor} {group.WeightDecay}: {string.Join(' ', group.Weights)}")).Order(StringComparer.Ordinal));
        Assert.Throws<TrainingException>(() => LayerDecay.Groups(model, [], layerDecay: 0));
    }

    [Fact]
    public void A_group_changes_the_rate_and_the_decay_of_its_weights_alone()
    {
        var samples = SmallData.Samples(32);
        var numbers = SmallData.Numbers(samples);
        float[] Change(string name, Optimizer optimizer)
        {
            var model = SmallNetwork.Create();
            model.Compile(optimizer, "sparse_categorical_crossentropy");
            var weight = model.GetLayer(name).Weights[0];
            var before = weight.ToArray();
            model.Fit(samples, numbers, batchSize: 32);
            return [.. weight.ToArray().Zip(before, (now, then) => now - then)];
        }

        ParameterGroup[] groups = [new(["first/kernel"]) { RateFactor = 0.25 }];
        var slower = Change("first", new SGD(0.1) { ParameterGroups = groups });
        Close.Absolute([.. Change("first", new SGD(0.1)).Select(change => change / 4)], slower, 1e-7, "the slower weight");
        Assert.Equal(Change("last", new SGD(0.1)), Change("last", new SGD(0.1) { ParameterGroups = groups }));
        ParameterGroup[] decaying = [new(["first/kernel"]) { WeightDecay = 0.5 }];
        Assert.Equal(
            Change("first", new SGD(0.1) { WeightDecay = 0.5 }), Change("first", new SGD(0.1) { ParameterGroups = decaying }));
    }

    [Fact]
    public void Groups_that_do_not_fit_the_model_or_each_other_are_refused()
    {
        var model = SmallNetwork.Create();
        var unknown = new SGD { ParameterGroups = [new(["first/kernel", "frist/bias"])] };
        var message = Assert.Throws<TrainingException>(() => model.Compile(unknown, "sparse_categorical_crossentropy")).Message;
        Assert.Contains("frist/bias", message, StringComparison.Ordinal);
        Assert.DoesNotContain("first/kernel", message, StringComparison.Ordinal);
        var twice = new SGD { ParameterGroups = [new(["first/kernel"]), new(["first/kernel"]) { RateFactor = -1 }] };
        message = Assert.Throws<TrainingException>(() => model.Compile(twice, "sparse_categorical_crossentropy")).Message;
        Assert.All(["first/kernel stand", "RateFactor of a parameter group is -1"], part => Assert.Contains(part, message));
    }

    private static Dictionary<string, (double Scale, double Decay)> Expected(JsonElement entry) =>
    (
        from parameters in entry.GetProperty("groups").EnumerateArray()
        let scale = parameters.TryGetProperty("lr_scale", out var value) ? value.GetDouble() : 1
        let decay = parameters.GetProperty("weight_decay").GetDouble()
        from name in parameters.GetProperty("parameters").EnumerateArray()
        select (Name: name.GetString()!, scale, decay))
        .ToDictionary(weight => weight.Name, weight => (weight.scale, weight.decay));

    /// <summary>
    /// The number of axes of a weight, told from its name in torch; the embeddings that a vision transformer excludes itself
    /// count as having one.
    /// </summary>
    private static int Rank(string name) => OneAxis().IsMatch(name) ? 1 : 2;

    [GeneratedRegex(@"bias$|gamma$|bn\d|norm|^stem\.1|^stages.*downsample\.0|^layer.*downsample\.1|^cls_token|^pos_embed")]
    private static partial Regex OneAxis();
}
