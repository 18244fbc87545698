using System.Runtime.InteropServices;
using Graft.Runtime.Heads;

namespace Graft.Runtime.Tests.Heads;

public sealed class TemperatureTests
{
    [Theory]
    [InlineData("five")]
    [InlineData("twenty")]
    public void The_temperature_and_the_loss_are_those_that_scipy_finds(string table)
    {
        using var json = Shared.Json("fixtures", "evaluation", "calibration.json");
        var expected = json.RootElement.GetProperty("results").EnumerateArray()
            .Single(item => item.GetProperty("table").GetString() == table);
        var tables = Shared.Tensors("fixtures", "evaluation", "tables.safetensors");
        int[] labels = [.. tables[$"{table}/y"].Floats().Select(label => (int)label)];
        var values = MemoryMarshal.Cast<byte, double>(tables[$"{table}/logits"].Bytes);
        var logits = new Matrix(labels.Length, values.Length / labels.Length);
        values.CopyTo(logits.Values);

        var temperature = Temperature.Fit(logits, labels);

        Assert.Equal(expected.Number("temperature"), temperature, 1e-5 * temperature);
        Assert.Equal(expected.Number("nll_before"), Temperature.Losses(logits, labels, 1).Average(), 1e-9);
        Assert.Equal(expected.Number("nll_after"), Temperature.Losses(logits, labels, temperature).Average(), 1e-9);
    }

    [Fact]
    public void Scores_that_are_always_right_are_made_as_sure_as_it_goes_and_useless_ones_as_unsure()
    {
        var scores = new Matrix(2, 2);
        (scores[0, 0], scores[1, 1]) = (1, 1);
        Assert.True(Temperature.Fit(scores, [0, 1]) < 0.01);
        Assert.Equal(1e6, Temperature.Fit(scores, [1, 0]), 1e3);
        Assert.Equal(1, Temperature.Fit(new Matrix(0, 2), []));
    }

    [Fact]
    public void Offsets_are_added_to_the_divided_scores()
    {
        var scores = Doubles.Unit("temperature", 40, 3);
        int[] labels = [.. Enumerable.Range(0, 40).Select(row => row % 3)];
        for (var row = 0; row < labels.Length; row++)
            scores[row, labels[row]] += 0.3;
        double[] offsets = [-1, -0.5, -2];
        var temperature = Temperature.Fit(scores, labels, offsets);
        var best = Temperature.Losses(scores, labels, temperature, offsets).Average();
        foreach (var factor in new[] { 0.9, 0.99, 1.01, 1.1 })
            Assert.True(Temperature.Losses(scores, labels, temperature * factor, offsets).Average() >= best);
    }
}
