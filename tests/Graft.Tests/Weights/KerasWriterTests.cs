using Graft.Layers;
using Graft.Weights;

namespace Graft.Tests.Weights;

public sealed class KerasWriterTests
{
    [Theory]
    [InlineData("tiny_v3.weights.h5")]
    [InlineData("nested_v3.weights.h5")]
    public void A_file_has_the_arrays_that_Keras_3_wrote_at_their_places(string name)
    {
        using var folder = new TemporaryFolder();
        var keras = Shared.Path("fixtures", "keras", "formats", name);
        var model = name.StartsWith("tiny", StringComparison.Ordinal) ? FormatNetworks.Tiny() : FormatNetworks.Nested();
        model.LoadWeights(keras);
        model.SaveWeights(folder.File("own.weights.h5"));
        using var expected = WeightsFile.Open(keras);
        using var written = WeightsFile.Open(folder.File("own.weights.h5"));
        Assert.Equal(expected.Format, written.Format);
        Same(expected, written, array => array.Path);
    }

    // Of which layers are frozen depends in which order Keras writes a nested model's weights.
    [Theory]
    [InlineData("tiny_v3_legacy_model.h5", null)]
    [InlineData("nested_v3_legacy_model.h5", "stem stem_bn dw")]
    [InlineData("nested_backbone_frozen_v3_legacy_model.h5", "backbone")]
    public void A_legacy_file_has_the_groups_names_and_order_of_Keras(string name, string? frozen)
    {
        using var folder = new TemporaryFolder();
        var keras = Shared.Path("fixtures", "keras", "formats", name);
        var model = frozen is null ? FormatNetworks.Tiny() : FormatNetworks.Nested();
        foreach (var layer in (frozen ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Find(model, layer).Trainable = false;
        model.LoadWeights(keras);
        model.SaveWeights(folder.File("own.h5"));
        using var expected = WeightsFile.Open(keras);
        using var written = WeightsFile.Open(folder.File("own.h5"));
        Assert.Equal("legacy Keras .h5 (weights)", written.Format);
        Assert.Equal(expected.Metadata["backend"], written.Metadata["backend"]);
        Assert.Equal(
            expected.Arrays.Select(array => array.Path["model_weights/".Length..]), written.Arrays.Select(array => array.Path));
        Same(expected, written, array => array.Path.Replace("model_weights/", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("w.h5")]
    [InlineData("w.weights.h5")]
    public void What_is_written_is_loaded_again_and_is_the_same_every_time(string name)
    {
        using var folder = new TemporaryFolder();
        var (first, second) = (FormatNetworks.Nested(), FormatNetworks.Nested());
        Export.RandomModels.SetWeights(first, 1);
        first.SaveWeights(folder.File(name));
        var report = second.LoadWeights(folder.File(name));
        Assert.Equal((17, 0), (report.Loaded, report.Unexpected.Count));
        Assert.Equal(first.Weights.Select(weight => weight.ToArray()), second.Weights.Select(weight => weight.ToArray()));
        second.SaveWeights(folder.File("again." + name));
        Assert.Equal(File.ReadAllBytes(folder.File(name)), File.ReadAllBytes(folder.File("again." + name)));
    }

    // Together longer than an attribute may be: Keras cuts the list, and so does a reader expect it.
    [Fact]
    public void Lists_of_very_long_names_are_cut_into_parts()
    {
        using var folder = new TemporaryFolder();
        var input = new Input(2);
        var x = input.Output;
        for (var i = 0; i < 40; i++)
            x = new Dense(2, name: $"{new string('n', 3000)}{i}").Apply(x);
        var model = new Model(input.Output, x);
        model.SaveWeights(folder.File("long.h5"));
        using var written = WeightsFile.Open(folder.File("long.h5"));
        Assert.Equal(WeightNames.Of(model).Select(named => named.Name), written.Arrays.Select(array => $"{array.Layer}/{array.Weight}"));
    }

    [Theory]
    [InlineData("w.h5")]
    [InlineData("w.weights.h5")]
    public void A_name_that_no_file_can_hold_is_refused_and_nothing_is_left(string name)
    {
        using var folder = new TemporaryFolder();
        var input = new Input(2);
        var model = new Model(input.Output, new Dense(2, name: new string('n', 70_000)).Apply(input.Output));
        Assert.Contains("65535", Assert.Throws<WeightsException>(() => model.SaveWeights(folder.File(name))).Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static void Same(WeightsFile expected, WeightsFile written, Func<StoredArray, string> key)
    {
        var arrays = written.Arrays.ToDictionary(key);
        Assert.Equal(expected.Arrays.Select(key).ToHashSet(), arrays.Keys.ToHashSet());
        foreach (var array in expected.Arrays)
        {
            var own = arrays[key(array)];
            Assert.Equal(array.Shape, own.Shape);
            Assert.Equal((array.Layer, array.Weight), (own.Layer, own.Weight));
            Assert.Equal(array.ReadBytes(), own.ReadBytes());
        }
    }

    private static Layer Find(Model model, string name) =>
        model.Layers.Concat(model.Layers.OfType<Model>().SelectMany(nested => nested.Layers)).Single(layer => layer.Name == name);
}
