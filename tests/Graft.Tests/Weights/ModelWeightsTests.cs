using Graft.Layers;
using Graft.Weights;
using Graft.Weights.Safetensors;

namespace Graft.Tests.Weights;

public sealed class ModelWeightsTests
{
    [Theory]
    [InlineData("tiny_legacy_weights")]
    [InlineData("tiny_legacy_model")]
    [InlineData("tiny_legacy_weights_fixed_strings")]
    [InlineData("tiny_legacy_weights_gzip_fletcher")]
    [InlineData("tiny_legacy_weights_latest")]
    [InlineData("tiny_v3_legacy_model")]
    [InlineData("nested_legacy_weights")]
    [InlineData("nested_legacy_model")]
    [InlineData("nested_nothing_frozen_legacy_weights")]
    [InlineData("nested_backbone_frozen_legacy_weights")]
    [InlineData("nested_backbone_frozen_v3_legacy_model")]
    [InlineData("nested_v3_legacy_model")]
    public void A_network_with_the_weights_of_a_Keras_file_computes_what_Keras_computed(string name)
    {
        using var info = Shared.Json("fixtures", "keras", "formats", name + ".h5.json");
        var path = Shared.Path("fixtures", "keras", "formats", name + ".h5");
        var network = info.RootElement.GetProperty("network").GetString()!;
        var model = network == "tiny" ? FormatNetworks.Tiny() : FormatNetworks.Nested();
        var report = model.LoadWeights(path);
        Assert.Equal((17, WeightsMatching.Name), (report.Loaded, report.Matching));
        Assert.Empty(report.Unexpected);
        Assert.Empty(report.NotFinite);

        var key = info.RootElement.GetProperty("input").GetProperty("key").GetString()!;
        var expected = info.RootElement.GetProperty("output").GetProperty("values").EnumerateArray().Select(v => v.GetSingle());
        Close.Relative(expected.ToArray(), FormatNetworks.Run(model, Formula.Picture(key, 2, 16, 16), 2), 1e-5, name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Saved_weights_load_again_bit_for_bit_and_always_have_the_same_bytes(bool nested)
    {
        using var folder = new TemporaryFolder();
        var first = nested ? FormatNetworks.Nested() : FormatNetworks.Tiny();
        var second = nested ? FormatNetworks.Nested() : FormatNetworks.Tiny();
        Fill(first);
        first.SaveWeights(folder.File("first.safetensors"));
        var report = second.LoadWeights(folder.File("first.safetensors"));
        Assert.Equal(WeightsMatching.Name, report.Matching);
        Assert.Empty(report.Unexpected);
        foreach (var (one, other) in first.Weights.Zip(second.Weights))
            Assert.Equal(one.ToArray(), other.ToArray());
        second.SaveWeights(folder.File("second.safetensors"));
        Assert.Equal(File.ReadAllBytes(folder.File("first.safetensors")), File.ReadAllBytes(folder.File("second.safetensors")));
    }

    [Fact]
    public void Saved_arrays_are_called_layer_and_weight_and_lie_in_Kerass_order_of_axes()
    {
        using var folder = new TemporaryFolder();
        FormatNetworks.Nested().SaveWeights(folder.File("w.safetensors"));
        using var file = WeightsFile.Open(folder.File("w.safetensors"));
        Assert.Equal(
            ["backbone/stem/kernel", "backbone/stem_bn/gamma", "backbone/stem_bn/beta", "backbone/stem_bn/moving_mean"],
            file.Arrays.Take(4).Select(array => array.Path));
        Assert.Equal([3L, 3L, 3L, 8L], file.Arrays[0].Shape);
        Assert.Equal("head/bias", file.Arrays[^1].Path);
    }

    [Fact]
    public void A_nested_model_and_a_flat_one_share_their_files()
    {
        using var folder = new TemporaryFolder();
        var nested = FormatNetworks.Nested();
        var tiny = FormatNetworks.Tiny();
        Fill(nested);
        nested.SaveWeights(folder.File("w.safetensors"));
        var flat = new Model(tiny.Input, tiny.Nodes.Single(node => node.Layer.Name == "project").Outputs[0]);
        Assert.Equal(["head/kernel", "head/bias"], flat.LoadWeights(folder.File("w.safetensors")).Unexpected);
        var backbone = (Model)nested.GetLayer("backbone");
        Assert.Equal(Values(backbone), Values(flat));
    }

    [Fact]
    public void Layers_with_other_names_are_loaded_by_their_order()
    {
        var path = Shared.Path("fixtures", "hostile", "control.h5");
        var input = new Input(4).Output;
        var model = new Model(input, new Dense(2, name: "second").Apply(new Dense(3, name: "first").Apply(input)));
        Assert.Equal(WeightsMatching.Order, model.LoadWeights(path).Matching);
        Assert.Equal([.. Enumerable.Range(1, 12).Select(i => (float)i)], model.GetLayer("first").Weights[0].ToArray());
        Assert.Equal([1f, -1f], model.GetLayer("second").Weights[1].ToArray());
    }

    [Fact]
    public void A_sorted_safetensors_file_is_never_loaded_by_order()
    {
        using var folder = new TemporaryFolder();
        var writer = new SafetensorsWriter();
        writer.Add("a/kernel", [4L, 4L], new float[16]);
        writer.Add("z/kernel", [4L, 4L], new float[16]);
        writer.Save(folder.File("w.safetensors"));
        var input = new Input(4).Output;
        var x = new Dense(4, useBias: false, name: "one").Apply(input);
        var model = new Model(input, new Dense(4, useBias: false, name: "two").Apply(x));
        Assert.Throws<WeightsMismatchException>(() => model.LoadWeights(folder.File("w.safetensors")));
    }

    [Fact]
    public void Everything_that_does_not_fit_is_said_at_once_and_the_model_stays_as_it_is()
    {
        using var folder = new TemporaryFolder();
        var writer = new SafetensorsWriter();
        writer.Add("a/kernel", [3L, 4L], new float[12]);
        writer.Add("a/bias", [3L], new float[3]);
        writer.Add("c/kernel", [3L, 2L], new float[6]);
        writer.Add("b/bias", [2L], new float[2]);
        writer.Save(folder.File("w.safetensors"));
        var model = FormatNetworks.Hostile();
        Fill(model);
        var before = Values(model);
        var error = Assert.Throws<WeightsMismatchException>(() => model.LoadWeights(folder.File("w.safetensors")));
        Assert.Contains("c/kernel", Assert.Single(error.Missing));
        Assert.StartsWith("b/kernel [3, 2]", error.Missing[0]);
        Assert.Equal("a/kernel is [4, 3] in the model and [3, 4] in the file", Assert.Single(error.Misshaped));
        Assert.Equal("c/kernel [3, 2]", Assert.Single(error.Unexpected));
        Assert.All([error.Missing[0], error.Misshaped[0], error.Unexpected[0]], line => Assert.Contains(line, error.Message));
        Assert.Equal(before, Values(model));
    }

    [Fact]
    public void A_layer_too_many_inside_a_file_is_refused_unless_it_is_allowed()
    {
        using var folder = new TemporaryFolder();
        var input = new Input(4).Output;
        var path = folder.File("w.safetensors");
        Chain("a", "b", "c").SaveWeights(path);
        Assert.Equal(["c/kernel", "c/bias"], Chain("a", "b").LoadWeights(path).Unexpected);
        Assert.Contains("b/kernel", Assert.Throws<WeightsMismatchException>(() => Chain("a", "c").LoadWeights(path)).Message);
        Assert.Equal(["b/kernel", "b/bias"], Chain("a", "c").LoadWeights(path, allowUnexpected: true).Unexpected);

        Model Chain(params string[] names) =>
            new(input, names.Aggregate(input, (x, name) => new Dense(4, name: name).Apply(x)));
    }

    [Theory]
    [InlineData("hdf5_nan.h5")]
    [InlineData("hdf5_inf.h5")]
    public void Numbers_that_are_not_finite_are_loaded_and_counted(string name)
    {
        var model = FormatNetworks.Hostile();
        var report = model.LoadWeights(Shared.Path("fixtures", "hostile", name));
        var values = model.Weights[0].ToArray();
        Assert.Equal(
            new NotFiniteNumbers("a/kernel", values.Count(float.IsNaN), values.Count(float.IsInfinity)),
            Assert.Single(report.NotFinite));
    }

    [Fact]
    public void A_file_of_another_kind_is_not_written()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(".safetensors", Assert.Throws<WeightsException>(
            () => FormatNetworks.Hostile().SaveWeights(folder.File("w.keras"))).Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Loading_and_saving_leave_no_tensor_behind_but_the_weights()
    {
        using var folder = new TemporaryFolder();
        var model = FormatNetworks.Tiny();
        Fill(model);
        model.SaveWeights(folder.File("w.safetensors"));
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        model.LoadWeights(folder.File("w.safetensors"));
        model.SaveWeights(folder.File("w.safetensors"));
        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static float[] Values(Model model) => [.. model.Weights.SelectMany(weight => weight.ToArray())];

    private static void Fill(Model model)
    {
        foreach (var (name, weight) in WeightNames.Of(model))
            weight.Set(Formula.Unit(name, weight.Count));
    }
}
