using System.Text.Json.Nodes;
using CsCheck;
using Graft.Layers;
using Graft.Operations;
using Graft.Tests.Export;

namespace Graft.Tests.Models;

/// <summary>
/// A configuration from anywhere is read, or refused with an <see cref="ArgumentException"/>; nothing else happens.
/// </summary>
public sealed class HostileConfigurationTests
{
    private const string Valid = """
        {
          "type": "Functional", "name": "model", "trainable": true,
          "layers": [
            { "type": "InputLayer", "name": "in", "trainable": true, "config": { "shape": [8, 8, 3] }, "nodes": [] },
            { "type": "Conv2D", "name": "conv", "trainable": true, "config": {
                "filters": 4, "kernel_size": [3, 3], "strides": [1, 1], "padding": "same", "dilation_rate": [1, 1], "groups": 1,
                "activation": "relu", "use_bias": true },
              "nodes": [[["in", 0, 0]]] },
            { "type": "Flatten", "name": "flat", "trainable": true, "config": {}, "nodes": [[["conv", 0, 0]]] }
          ],
          "inputs": [["in", 0, 0]], "outputs": [["flat", 0, 0]]
        }
        """;

    [Theory]
    [InlineData("\"Conv2D\"", "\"Conv3D\"", "unknown type 'Conv3D'")]
    [InlineData("\"same\"", "[0, 0, 0, -1]", "A padding is 0 to")]
    [InlineData("\"same\"", "[0, 2147483647, 0, 0]", "A padding is 0 to")]
    [InlineData("\"same\"", "[1, 1]", "four whole numbers")]
    [InlineData("\"Functional\"", "\"Graph\"", "unknown type 'Graph'")]
    [InlineData("[[[\"in\", 0, 0]]]", "[[[\"flat\", 0, 0]]]", "in a circle")]
    [InlineData("[[[\"in\", 0, 0]]]", "[[[\"conv\", 0, 0]]]", "in a circle")]
    [InlineData("[[[\"in\", 0, 0]]]", "[[[\"in\", 1, 0]]]", "do not exist")]
    [InlineData("[[[\"in\", 0, 0]]]", "[[[\"in\", 0, -1]]]", "do not exist")]
    [InlineData("[[[\"in\", 0, 0]]]", "[[[\"in\", 0]]]", "A place is [layer, application, output]")]
    [InlineData("[[[\"in\", 0, 0]]]", "[[[0, 0, 0]]]", "A place is [layer, application, output]")]
    [InlineData("[[[\"in\", 0, 0]]]", "[[[\"in\", 0, 1e10]]]", "A place is [layer, application, output]")]
    [InlineData("[[[\"in\", 0, 0]]]", "[[]]", "one input is wanted")]
    [InlineData("[[[\"in\", 0, 0]]]", "[null]", "A place is")]
    [InlineData("[[[\"in\", 0, 0]]]", "7", "'nodes' is not a list")]
    [InlineData("\"outputs\": [[\"flat\", 0, 0]]", "\"outputs\": [[\"flat\", 7, 0]]", "application 7 of 'flat'")]
    [InlineData("\"outputs\": [[\"flat\", 0, 0]]", "\"outputs\": []", "at least one input and one output")]
    [InlineData("\"outputs\": [[\"flat\", 0, 0]]", "\"other\": 1", "'outputs' is not a list")]
    [InlineData("\"inputs\": [[\"in\", 0, 0]]", "\"inputs\": [[\"in\", 0, 0], [\"in\", 0, 0]]", "twice")]
    [InlineData("\"name\": \"flat\"", "\"name\": \"conv\"", "Two layers have the name 'conv'")]
    [InlineData("\"name\": \"flat\"", "\"name\": \"\"", "may not be empty")]
    [InlineData("\"name\": \"flat\"", "\"name\": null", "'name'")]
    [InlineData("\"name\": \"flat\", \"trainable\": true", "\"name\": \"flat\", \"trainable\": \"yes\"", "'trainable'")]
    [InlineData("\"config\": {}", "\"config\": []", "no 'config'")]
    [InlineData("[8, 8, 3]", "[8, 8, 2147483647]", "at most 2147483647 values")]
    [InlineData("[8, 8, 3]", "[100000, 100000, 100000]", "at most 2147483647 values")]
    [InlineData("[8, 8, 3]", "[8, -8, 3]", "at least 1")]
    [InlineData("[8, 8, 3]", "[]", "at least one axis")]
    [InlineData("[8, 8, 3]", "[8.5, 8, 3]", "'shape'")]
    [InlineData("[8, 8, 3]", "\"8x8\"", "'shape'")]
    [InlineData("[8, 8, 3]", "[8, 8, 3], \"preprocessing\": 5", "The input 'in'")]
    [InlineData("[8, 8, 3]", "[8, 8, 3], \"preprocessing\": { \"resize\": \"none\" }", "The input 'in'")]
    [InlineData("\"filters\": 4", "\"filters\": 2147483647", "too large|at most")]
    [InlineData("\"filters\": 4", "\"filters\": 0", "'filters'|filters")]
    [InlineData("\"filters\": 4", "\"filters\": 1e400", "'filters'")]
    [InlineData("\"strides\": [1, 1]", "\"strides\": [0, 1]", "at least 1")]
    [InlineData("\"strides\": [1, 1]", "\"strides\": [1]", "two whole numbers")]
    [InlineData("\"kernel_size\": [3, 3]", "\"kernel_size\": [2147483647, 2147483647]", "too large|at most")]
    [InlineData("\"dilation_rate\": [1, 1]", "\"dilation_rate\": [2147483647, 1]", "too large|does not fit")]
    [InlineData("\"groups\": 1", "\"groups\": 3", "cannot be split")]
    [InlineData("\"groups\": 1", "\"groups\": -1", "groups")]
    [InlineData("\"padding\": \"same\"", "\"padding\": \"full\"", "\"full\"")]
    [InlineData("\"activation\": \"relu\"", "\"activation\": \"rm -rf\"", "no activation 'rm -rf'")]
    [InlineData("\"use_bias\": true", "\"use_bias\": 1", "'use_bias'")]
    public void What_is_wrong_is_said(string part, string instead, string expected)
    {
        Assert.Contains(part, Valid, StringComparison.Ordinal);
        var failure = Assert.ThrowsAny<ArgumentException>(
            () => Model.FromConfiguration(JsonNode.Parse(Valid.Replace(part, instead, StringComparison.Ordinal))!.AsObject()));
        Assert.Contains(expected.Split('|'), text => failure.Message.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_example_itself_is_right() =>
        Assert.Equal(new Shape(256), Model.FromConfiguration(JsonNode.Parse(Valid)!.AsObject()).Output.Shape);

    [Fact]
    public void Models_nested_without_end_are_refused()
    {
        var configuration = JsonNode.Parse(Valid)!.AsObject();
        for (var i = 0; i < 40; i++)
            configuration = new JsonObject
            {
                ["type"] = "Functional",
                ["name"] = "model",
                ["trainable"] = true,
                ["layers"] = new JsonArray(
                    JsonNode.Parse(Valid)!["layers"]![0]!.DeepClone(),
                    new JsonObject
                    {
                        ["type"] = "Functional",
                        ["name"] = "model",
                        ["trainable"] = true,
                        ["config"] = configuration,
                        ["nodes"] = JsonNode.Parse("""[[["in", 0, 0]]]"""),
                    }),
                ["inputs"] = JsonNode.Parse("""[["in", 0, 0]]"""),
                ["outputs"] = JsonNode.Parse("""[["model", 0, 0]]"""),
            };
        Refusal.Of<ArgumentException>("nested", () => Model.FromConfiguration(configuration));
    }

    [Fact]
    public void A_long_chain_written_backwards_is_read_quickly()
    {
        var input = new Input(new Shape(2));
        var x = input.Output;
        for (var i = 0; i < 5_000; i++)
            x = new Flatten().Apply(x);
        var configuration = new Model(input.Output, x).GetConfiguration();
        var layers = configuration["layers"]!.AsArray();
        configuration["layers"] = new JsonArray([.. layers.Reverse().Select(layer => layer!.DeepClone())]);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(5_001, Model.FromConfiguration(configuration).Layers.Count);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    [Fact]
    public void Damaged_configurations_are_read_or_refused_and_nothing_else() =>
        Gen.Select(Gen.Int[0, 30], Gen.Int[0, int.MaxValue], Gen.Int[1, 4]).Sample(
            (seed, damage, times) =>
            {
                var configuration = RandomModels.Make(seed).GetConfiguration();
                var random = new Random(damage);
                for (var i = 0; i < times; i++)
                    Damage(configuration, random);
                try
                {
                    var model = Model.FromConfiguration(configuration);
                    Assert.NotEmpty(model.Layers);
                }
                catch (ArgumentException e)
                {
                    Assert.NotEmpty(e.Message);
                }
            },
            iter: 400, threads: 1);

    // Replaces, removes or doubles a value somewhere.
    private static void Damage(JsonObject root, Random random)
    {
        var all = Containers(root).Where(
            container => container is JsonArray { Count: > 0 } or JsonObject { Count: > 0 }).ToList();
        var value = random.Next(9) switch
        {
            0 => (JsonNode?)null,
            1 => 0,
            2 => -1,
            3 => int.MaxValue,
            4 => 1e300,
            5 => "same",
            6 => new JsonArray(1, 2, 3),
            7 => new JsonObject(),
            _ => true,
        };
        switch (all[random.Next(all.Count)])
        {
            case JsonArray array when random.Next(4) == 0:
                array.RemoveAt(random.Next(array.Count));
                break;
            case JsonArray array when random.Next(4) == 0:
                array.Add(array[random.Next(array.Count)]?.DeepClone());
                break;
            case JsonArray array:
                array[random.Next(array.Count)] = value;
                break;
            case JsonObject entries when random.Next(4) == 0:
                entries.Remove(entries.ElementAt(random.Next(entries.Count)).Key);
                break;
            case JsonObject entries:
                entries[entries.ElementAt(random.Next(entries.Count)).Key] = value;
                break;
        }
    }

    private static IEnumerable<JsonNode> Containers(JsonNode node)
    {
        yield return node;
        var children = node switch
        {
            JsonArray array => array.AsEnumerable(),
            JsonObject entries => entries.Select(entry => entry.Value),
            _ => [],
        };
        foreach (var inner in children.OfType<JsonNode>().Where(child => child is JsonArray or JsonObject).SelectMany(Containers))
            yield return inner;
    }
}
