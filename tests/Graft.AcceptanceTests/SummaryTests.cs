namespace Graft.AcceptanceTests;

public sealed class SummaryTests
{
    [Theory]
    [InlineData("vgg16")]
    [InlineData("mobilenet_0.25")]
    public async Task Layers_shapes_and_parameters_are_those_of_Keras(string name)
    {
        using var reference = Shared.Json("fixtures", "keras", "models", name + ".json");
        var run = await GraftProcess.RunAsync("summary", name + ".keras", "--include-top", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var expected = reference.RootElement.GetProperty("layers").EnumerateArray().Skip(1)
            .Select(layer => (
                layer[0].GetString(),
                layer[1].GetString(),
                "[null," + layer[2].GetRawText().Replace(" ", "", StringComparison.Ordinal)[1..],
                layer[3].GetInt64()));
        var layers = run.Json.GetProperty("layers").EnumerateArray().Skip(1).Select(layer => (
            layer.GetProperty("name").GetString(),
            layer.GetProperty("type").GetString(),
            string.Concat(layer.GetProperty("outputShape").GetRawText().Where(letter => !char.IsWhiteSpace(letter))),
            layer.GetProperty("parameters").GetInt64()));
        Assert.Equal(expected, layers);
        Assert.All(run.Json.GetProperty("layers").EnumerateArray().Where(layer => layer.GetProperty("parameters").GetInt64() > 0),
            layer => Assert.True(layer.GetProperty("trainable").GetBoolean()));
    }

    [Fact]
    public async Task The_table_goes_to_standard_output_without_colour()
    {
        var run = await GraftProcess.RunAsync("summary", "vgg16", "--input-size", "150");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("block5_pool (MaxPooling2D)", run.Output, StringComparison.Ordinal);
        Assert.Contains("(None, 4, 4, 512)", run.Output, StringComparison.Ordinal);
        Assert.Contains("Total params: 14,714,688", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Theory]
    [InlineData("--input-size", "16", "at least 32 x 32")]
    [InlineData("--input-size", "big", "it must be a size in pixels")]
    public async Task A_size_that_does_not_fit_is_wrong_usage(string option, string value, string message)
    {
        var run = await GraftProcess.RunAsync("summary", "vgg16", option, value);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }
}
