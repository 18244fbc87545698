using System.Text.Json;
using Graft.Backbones;
using Graft.Runtime.Imaging;
using Graft.Weights;

namespace Graft.Tests.Backbones.Embedded;

/// <summary>The backbone that comes with Graft is there, and is what its card says.</summary>
public sealed class EmbeddedBackboneTests
{
    private static readonly WeightsSearch Nowhere = new()
    {
        Folders = [],
        Cache = Path.Combine(Path.GetTempPath(), "graft-no-such-cache"),
        Offline = true,
    };

    private static Backbone Embedded => BackboneRegistry.Find("embedded");

    private static string File => Path.Combine(AppContext.BaseDirectory, "weights", "embedded.safetensors");

    [Fact]
    public void Its_weights_lie_beside_every_program_and_are_small()
    {
        var located = Embedded.Locate(new BackboneOptions { Search = Nowhere });

        Assert.Equal((WeightsOrigin.Embedded, File), (located.Origin, located.Path));
        Assert.InRange(new FileInfo(File).Length, 1, 8_000_000);
    }

    [Fact]
    public void They_load_and_see_something_else_in_other_pictures()
    {
        var network = Embedded.Load(new BackboneOptions { Search = Nowhere });
        var random = new Random(1);
        var pictures = new float[2 * 160 * 160 * 3];
        foreach (ref var value in pictures.AsSpan())
            value = (float)random.NextDouble() * 4 - 2;

        var features = network.Predict(new NDArray(pictures, [2, 160, 160, 3])).Values;

        Assert.All(network.Weights, weight => Assert.All(weight.ToArray(), value => Assert.True(float.IsFinite(value))));
        Assert.All(features, value => Assert.InRange(value, 0, 1e4));
        Assert.NotEqual(features[..(features.Length / 2)], features[(features.Length / 2)..]);
        Assert.Contains(features, value => value > 0);
    }

    [Theory]
    [InlineData(64, 138)]
    [InlineData(160, 859)]
    public void It_costs_what_is_said_of_it(int size, int millions)
    {
        var body = Embedded.Load(new BackboneOptions { InputShape = new(size, size, 3), Weights = null });

        Assert.Equal(millions, (int)Math.Round(body.Lower().MultiplyAdds / 1e6));
        Assert.Equal(3_466_912, Embedded.Parameters);
    }

    [Fact]
    public void It_says_of_itself_how_it_was_made()
    {
        using var file = WeightsFile.Open(File);
        var entry = PretrainedEntry.In(file)!;

        Assert.Equal(Embedded.Name, entry.Architecture);
        Assert.Equal(ResizeRule.Squash, entry.Preprocessing.ResizeRule);
        Assert.Contains("graft distill", entry.Command, StringComparison.Ordinal);
        Assert.Equal("ImageNet terms (research)", Embedded.Weights.Licence);
        using var recipe = JsonDocument.Parse(entry.Recipe);
        Assert.Equal("embedded", recipe.RootElement.GetProperty("architecture").GetString());
    }

    [Theory]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(47)]
    [InlineData(200)]
    public void It_takes_pictures_of_any_size_from_32_on(int size)
    {
        var network = Embedded.Load(new BackboneOptions { InputShape = new(size, size, 3), Search = Nowhere });

        var features = network.Predict(new NDArray(new float[size * size * 3], [1, size, size, 3])).Values;

        Assert.All(features, value => Assert.True(float.IsFinite(value)));
        Assert.Equal(0, features.Length % Embedded.Features);
    }

    [Fact]
    public void It_has_no_classifier_and_takes_nothing_smaller()
    {
        Assert.Throws<ArgumentException>(() => Embedded.Load(new BackboneOptions { IncludeTop = true, Search = Nowhere }));
        Assert.Throws<ArgumentException>(() => Embedded.Load(new BackboneOptions { InputShape = new(31, 31, 3), Weights = null }));
    }
}
