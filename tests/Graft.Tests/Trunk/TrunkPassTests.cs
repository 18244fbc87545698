using Graft.Layers;
using Graft.Runtime.Imaging;
using Graft.Tests.Export;
using Graft.Trunk;
using TorchSharp;

namespace Graft.Tests.Trunk;

public sealed class TrunkPassTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void A_padded_batch_gives_the_same_bits_as_a_full_one(int count)
    {
        var model = MobileNet();
        var pass = new TrunkPass(model, batchSize: 8);
        var all = Pictures(8);
        var full = pass.Run([all])[0];
        var part = pass.Run([new NDArray(all.Values[..(count * 64 * 48 * 3)], count, 64, 48, 3)])[0];
        Assert.Equal([count, .. model.Output.Shape.Dimensions], part.Shape);
        for (var i = 0; i < count; i++)
            Assert.True(full[i].SequenceEqual(part[i]), $"picture {i}");
    }

    [Fact]
    public void What_lies_in_the_other_places_of_a_batch_does_not_change_a_bit()
    {
        var pass = new TrunkPass(MobileNet(), batchSize: 4);
        var (first, second) = (Pictures(4), Pictures(4, "others"));
        var expected = pass.Run([first])[0];
        first[1].CopyTo(second.Values.AsSpan(64 * 48 * 3, 64 * 48 * 3));
        Assert.True(expected[1].SequenceEqual(pass.Run([second])[0][1]));
    }

    [Fact]
    public void The_place_in_a_batch_does_not_change_a_bit()
    {
        var pass = new TrunkPass(MobileNet(), batchSize: 8);
        var pictures = Pictures(8);
        var expected = pass.Run([pictures])[0];
        for (var moved = 1; moved < 8; moved++)
        {
            float[] turned = [.. Enumerable.Range(0, 8).SelectMany(row => pictures[(row + moved) % 8].ToArray())];
            var actual = pass.Run([new NDArray(turned, 8, 64, 48, 3)])[0];
            for (var row = 0; row < 8; row++)
                Assert.True(expected[(row + moved) % 8].SequenceEqual(actual[row]), $"picture {row} moved by {moved}");
        }
    }

    [Fact]
    public void The_size_of_the_batches_changes_rounding_only()
    {
        var model = MobileNet();
        var pictures = Pictures(5);
        var expected = new TrunkPass(model, batchSize: 5).Run([pictures])[0];
        foreach (var size in new[] { 1, 2, 8 })
        {
            var pass = new TrunkPass(model, size);
            float[] values = [.. Enumerable.Range(0, 5).Chunk(size).SelectMany(rows =>
                pass.Run([new NDArray([.. rows.SelectMany(row => pictures[row].ToArray())], rows.Length, 64, 48, 3)])[0].Values)];
            Close.Relative(expected.Values, values, 1e-5, $"batches of {size}");
            Assert.Equal(5, pass.SamplesRun);
        }
    }

    [Fact]
    public void It_gives_what_the_model_predicts()
    {
        var model = MobileNet();
        var pictures = Pictures(3);
        Close.Relative(model.Predict(pictures).Values, new TrunkPass(model).Run([pictures])[0].Values, 1e-5, "map");
    }

    [Fact]
    public void Pixels_are_normalised_as_the_preprocessing_says()
    {
        var model = MobileNet();
        var preprocessing = Preprocessing.Keras("tf", 64, 48);
        byte[] pixels = [.. Enumerable.Range(0, 2 * 64 * 48 * 3).Select(i => (byte)(i * 37 % 256))];
        var values = new float[pixels.Length];
        preprocessing.Normalize(pixels, values);
        var pass = new TrunkPass(model, batchSize: 2);
        Assert.Equal(pass.Run([new NDArray(values, 2, 64, 48, 3)])[0].Values, pass.Run(pixels, preprocessing)[0].Values);
    }

    [Fact]
    public void Several_inputs_and_outputs_go_through_in_their_order()
    {
        var (map, row) = (new Input((4, 3, 2)), new Input(5));
        var features = new GlobalAveragePooling2D().Apply(map.Output);
        var model = new Model([map.Output, row.Output], [row.Output, new Concatenate().Apply(features, row.Output), map.Output]);
        var maps = new NDArray(Formula.Unit("maps", 2 * 24), 2, 4, 3, 2);
        var rows = new NDArray(Formula.Unit("rows", 2 * 5), 2, 5);
        var outputs = new TrunkPass(model, batchSize: 3).Run([maps, rows]);
        Assert.Equal(rows.Values, outputs[0].Values);
        Assert.Equal(maps.Values, outputs[2].Values);
        Assert.Equal([2, 7], outputs[1].Shape);
        Assert.Equal(rows[1].ToArray(), outputs[1][1][2..].ToArray());
    }

    [Fact]
    public void A_classifier_gives_its_logits_where_they_are_asked_for()
    {
        var input = new Input(4);
        var model = new Model(input.Output, new Dense(3, activation: "softmax").Apply(input.Output));
        RandomModels.SetWeights(model, 1);
        NDArray[] samples = [new NDArray(Formula.Unit("samples", 8), 2, 4)];
        var probabilities = new TrunkPass(model).Run(samples)[0];
        var logits = new TrunkPass(model, beforeActivation: true).Run(samples)[0];
        for (var i = 0; i < 2; i++)
        {
            var exponentials = logits[i].ToArray().Select(value => Math.Exp(value)).ToArray();
            float[] expected = [.. exponentials.Select(value => (float)(value / exponentials.Sum()))];
            Close.Absolute(expected, probabilities[i], 1e-6, "probabilities");
        }
        Assert.NotEqual(probabilities.Values, logits.Values);
    }

    [Fact]
    public void Samples_and_time_inside_the_network_are_counted()
    {
        var clock = new TickingClock();
        var pass = new TrunkPass(MobileNet(), batchSize: 4, clock);
        Assert.Equal((0, 0.0), (pass.SamplesRun, pass.SamplesPerSecond));
        pass.Run([Pictures(4)]);
        pass.Run([Pictures(2)]);
        Assert.Equal(6, pass.SamplesRun);
        Assert.Equal(TimeSpan.FromSeconds(2), pass.Elapsed);
        Assert.Equal(3, pass.SamplesPerSecond);
    }

    [Fact]
    public void Samples_that_do_not_fit_are_refused()
    {
        var pass = new TrunkPass(MobileNet(), batchSize: 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrunkPass(pass.Model, batchSize: 0));
        Refused("at most 4 samples", () => pass.Run([Pictures(5)]));
        Refused("(None, 64, 48, 3)", () => pass.Run([new NDArray(new float[2 * 48 * 64 * 3], 2, 48, 64, 3)]));
        Refused("2 arrays", () => pass.Run([Pictures(1), Pictures(1)]));
        Refused("0 arrays", () => pass.Run([]));
        Refused("100 values", () => pass.Run(new byte[100], Preprocessing.Keras("tf", 64, 48)));
        Refused("48 x 64", () => pass.Run(new byte[64 * 48 * 3], Preprocessing.Keras("tf", 48, 64)));
        Assert.Equal(0, pass.SamplesRun);

        var (one, other) = (new Input(2), new Input(2));
        var two = new TrunkPass(new Model([one.Output, other.Output], [new Add().Apply(one.Output, other.Output)]));
        Refused("2 and 3 were given", () => two.Run([new NDArray(new float[4], 2, 2), new NDArray(new float[6], 3, 2)]));
    }

    [Fact]
    public void A_pass_leaves_no_tensor_behind()
    {
        var pass = new TrunkPass(MobileNet(), batchSize: 2);
        var pictures = Pictures(1);
        pass.Run([pictures]);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        pass.Run([pictures]);
        Assert.Throws<ArgumentException>(() => pass.Run([new NDArray(new float[4], 1, 4)]));
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static void Refused(string why, Func<object> run) =>
        Assert.Contains(why, Assert.ThrowsAny<ArgumentException>(run).Message, StringComparison.Ordinal);

    private static Model MobileNet()
    {
        var model = Graft.Backbones.MobileNet.Load(weights: null, includeTop: false, inputShape: (64, 48, 3), alpha: 0.25);
        RandomModels.SetWeights(model, 3);
        return model;
    }

    private static NDArray Pictures(int count, string key = "pictures") =>
        new(Formula.Picture(key, count, 64, 48), count, 64, 48, 3);

    private sealed class TickingClock : TimeProvider
    {
        private long seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => seconds++;
    }
}
