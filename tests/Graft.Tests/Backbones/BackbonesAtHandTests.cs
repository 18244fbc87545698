using Graft.Backbones;
using Graft.Weights;

namespace Graft.Tests.Backbones;

public sealed class BackbonesAtHandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string weights;
    private readonly string cache;

    public BackbonesAtHandTests()
    {
        weights = Directory.CreateDirectory(folder.File("weights")).FullName;
        cache = Directory.CreateDirectory(folder.File("cache")).FullName;
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Files_are_found_by_their_published_names_in_every_form_and_place()
    {
        File.WriteAllText(Path.Combine(weights, "mobilenet_2_5_224_tf_no_top.h5"), "");
        File.WriteAllText(Path.Combine(weights, "mobilenet_7_5_224_tf.safetensors"), "");
        File.WriteAllText(Path.Combine(cache, "resnet18.a1_in1k.safetensors"), "");
        Directory.CreateDirectory(Path.Combine(weights, "test_vit.r160_in1k"));
        File.WriteAllText(Path.Combine(weights, "test_vit.r160_in1k", "model.safetensors"), "");
        File.WriteAllText(Path.Combine(weights, "something.h5"), "");

        Assert.Equal(
            ["embedded.graft", "mobilenet_0.25.keras", "mobilenet_0.75.keras", "resnet18.timm", "test_vit.timm"], Names().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Where_there_is_nothing_only_what_comes_with_Graft_is_at_hand_and_not_without_its_file()
    {
        Assert.Equal(["embedded.graft"], Names());
        Assert.Empty(BackbonesAtHand.In(Search with { Embedded = folder.File("gone") }));
    }

    [Fact]
    public void Without_a_name_the_most_accurate_one_is_taken_that_needs_no_licence_and_else_the_embedded_one()
    {
        Assert.Equal("embedded.graft", DefaultBackbone.In(Search).Name);

        File.WriteAllText(Path.Combine(weights, "mobilenet_2_5_224_tf_no_top.h5"), "");
        Assert.Equal("mobilenet_0.25.keras", DefaultBackbone.In(Search).Name);

        File.WriteAllText(Path.Combine(cache, "mobilenet_7_5_224_tf_no_top.h5"), "");
        Assert.Equal("mobilenet_0.75.keras", DefaultBackbone.In(Search).Name);

        File.WriteAllText(Path.Combine(cache, "convnextv2_atto.fcmae_ft_in1k.safetensors"), "");
        Assert.Equal("mobilenet_0.75.keras", DefaultBackbone.In(Search).Name);
    }

    [Fact]
    public void They_are_those_that_can_be_found_without_a_network()
    {
        var search = new WeightsSearch
        {
            Folders = [Shared.Path("weights")],
            Cache = cache,
            Offline = true,
            AcceptedLicences = [.. BackboneRegistry.All.Select(backbone => backbone.Weights.Licence).Distinct()],
        };
        Assert.Equal(
            BackboneRegistry.All.Where(backbone => new WeightsLocator(search).FindLocalAsync(backbone.Weights, includeTop: false)
                .GetAwaiter().GetResult() is not null).Select(backbone => backbone.Name),
            BackbonesAtHand.In(search).Select(backbone => backbone.Name));
    }

    private WeightsSearch Search => new() { Folders = [weights, folder.File("gone")], Cache = cache };

    private IEnumerable<string> Names() => BackbonesAtHand.In(Search).Select(backbone => backbone.Name);
}
