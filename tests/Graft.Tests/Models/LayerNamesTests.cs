using System.Text.RegularExpressions;
using Graft.Layers;
using Graft.Operations;
using Graft.Tests.Layers.Keras;

namespace Graft.Tests.Models;

public sealed partial class LayerNamesTests
{
    [Fact]
    public void Layers_of_one_type_are_numbered_in_the_order_they_were_made()
    {
        var input = new Input(new Shape(4));
        var (first, second, third) = (new Dense(4), new Dense(4), new Dense(4));
        var model = new Model(input.Output, first.Apply(third.Apply(second.Apply(input.Output))));
        Assert.Equal(["input_layer", "dense_1", "dense_2", "dense"], model.Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void Given_names_are_never_taken_by_another_layer_nor_twice()
    {
        var input = new Input(new Shape(4));
        var x = new Dense(4, name: "dense").Apply(new Dense(4, name: "dense_2").Apply(input.Output));
        x = new Dense(4).Apply(x);
        var model = new Model(input.Output, new Dense(4).Apply(x));
        Assert.Equal(["input_layer", "dense_2", "dense", "dense_1", "dense_3"], model.Layers.Select(layer => layer.Name));
        var twice = new Dense(4, name: "same").Apply(new Dense(4, name: "same").Apply(input.Output));
        Refusal.Of<ArgumentException>("used more than once: same", () => new Model(input.Output, twice));
        Assert.Throws<ArgumentException>(() => new Dense(4, name: ""));
    }

    [Fact]
    public void A_layer_keeps_the_name_that_its_first_model_gave_it_where_it_can()
    {
        var early = new Dense(2);
        var input = new Input(new Shape(4));
        var x = new Dense(4).Apply(input.Output);
        var backbone = new Model(input.Output, new Dense(4).Apply(x));
        Assert.Equal(["dense", "dense_1"], backbone.Layers.Skip(1).Select(layer => layer.Name));
        var model = new Model(backbone.Input, early.Apply(backbone.Output));
        Assert.Equal(["dense", "dense_1", "dense_2"], model.Layers.Skip(1).Select(layer => layer.Name));
    }

    [Fact]
    public void Thousands_of_layers_are_named_quickly()
    {
        var input = new Input(new Shape(1));
        var x = input.Output;
        for (var i = 0; i < 20_000; i++)
            x = new Activation("relu").Apply(x);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var model = new Model(input.Output, x);
        Assert.Equal("activation_19999", model.Layers[^1].Name);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    [Theory]
    [InlineData("inception_v3")]
    [InlineData("mobilenet_v3_small")]
    [InlineData("nasnet_mobile")]
    public void Layers_that_Keras_named_by_itself_get_the_same_names_here(string network)
    {
        var rows = KerasNetwork.Read(network).Rows.ToList();
        // Keras's number says which layer of a type was made first, wherever it stands in the network.
        var unnamed = rows.Where(row => IsAutomatic(row.Name, row.Type)).OrderBy(row => Number(row.Name)).ToDictionary(
            row => row.Name, row => KerasLayers.Make(null, row.Type, row.Config));
        Assert.True(unnamed.Count > 20, $"only {unnamed.Count} layers without a given name");
        var input = new Input(rows[0].Shape);
        var places = new Dictionary<string, Symbol> { [rows[0].Name] = input.Output };
        foreach (var row in rows.Skip(1))
            places[row.Name] = unnamed.GetValueOrDefault(row.Name) is { } layer
                ? layer.Apply([.. row.Inbound.Select(name => places[name])])
                : KerasLayers.Apply(row.Name, row.Type, row.Config, [.. row.Inbound.Select(name => places[name])]);
        var model = new Model(input.Output, places[rows[^1].Name]);
        Assert.Equal(rows.Select(row => row.Name), model.Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void The_name_of_a_type_is_the_one_that_Keras_gives()
    {
        var seen = new HashSet<string>();
        foreach (var row in KerasNetwork.Names.SelectMany(name => KerasNetwork.Read(name).Rows))
        {
            var letters = row.Name.Replace("_", "", StringComparison.Ordinal);
            if (!letters.StartsWith(row.Type, StringComparison.OrdinalIgnoreCase)
                || !letters[row.Type.Length..].All(char.IsDigit))
                continue;
            seen.Add(row.Type);
            Assert.Equal(Layer.SnakeCase(row.Type), TrailingNumber().Replace(row.Name, ""));
        }
        Assert.Superset(new HashSet<string> { "ReLU", "Conv2D", "ZeroPadding2D", "BatchNormalization", "InputLayer" }, seen);
    }

    // Operations such as inputs + 3 have names of the same kind, but are no layers of that type here.
    private static bool IsAutomatic(string name, string type) =>
        type is not "InputLayer" and not "Add" and not "Multiply" && TrailingNumber().Replace(name, "") == Layer.SnakeCase(type);

    private static int Number(string name) => TrailingNumber().Match(name) is { Success: true } number
        ? int.Parse(number.ValueSpan[1..], provider: null)
        : 0;

    [GeneratedRegex(@"_\d+$")]
    private static partial Regex TrailingNumber();
}
