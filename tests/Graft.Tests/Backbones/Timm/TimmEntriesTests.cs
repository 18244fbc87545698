using System.Text.Json;
using Graft.Backbones;
using Graft.Backbones.Timm;
using Graft.Runtime.Imaging;

namespace Graft.Tests.Backbones.Timm;

public sealed class TimmEntriesTests
{
    [Theory]
    [MemberData(nameof(TimmNumbersTests.All), MemberType = typeof(TimmNumbersTests))]
    public void Every_published_tag_has_timms_address_licence_classes_and_original_file(string name)
    {
        var reference = TorchReference.Read("timm", name).Json;
        var architecture = reference.GetProperty("architecture").GetString()!;
        var tags = reference.GetProperty("tags").EnumerateArray().ToList();
        foreach (var published in tags)
        {
            var tag = published.GetProperty("tag").GetString()!;
            var backbone = BackboneRegistry.Find($"{architecture}.{tag}.timm");
            Assert.Equal(published.GetProperty("default").GetBoolean(), backbone.Name == $"{architecture}.timm");
            var weights = backbone.Weights;
            Assert.Equal(("timm", tag), (weights.Source, weights.Tag));
            Assert.Equal(
                $"https://huggingface.co/{published.GetProperty("hub_repository").GetString()}/resolve/main/model.safetensors",
                weights.WithTop.Url!.AbsoluteUri);
            Assert.Equal(published.GetProperty("num_classes").GetInt32(), weights.Classes);
            Assert.Equal(
                published.GetProperty("license").GetString() ?? "not stated", weights.Licence, StringComparer.OrdinalIgnoreCase);
            var original = published.GetProperty("url").GetString();
            Assert.Equal(original is null or "" || HasOtherNames(original) ? null : original, weights.Original?.Url!.AbsoluteUri);
        }
        Assert.Equal(tags.Count, BackboneRegistry.All.Count(backbone =>
            backbone.Weights.Source == "timm" && backbone.Name.StartsWith(architecture + ".", StringComparison.Ordinal)));
    }

    [Fact]
    public void Pictures_are_prepared_as_by_the_transforms_that_timm_resolves()
    {
        using var json = Shared.Json("fixtures", "timm", "preprocessing.json");
        var (compared, others) = (0, new HashSet<string>());
        foreach (var row in json.RootElement.GetProperty("weights").EnumerateArray())
        {
            var architecture = row.GetProperty("architecture").GetString()!;
            if (!TimmTable.Architectures.Contains(architecture))
            {
                others.Add(architecture);
                continue;
            }
            var weights = BackboneRegistry.Find($"{architecture}.{row.GetProperty("tag").GetString()}.timm").Weights;
            var atTestSize = row.GetProperty("use_test_size").GetBoolean();
            Assert.Equal(PreprocessingOf(row), atTestSize ? weights.TestPreprocessing : weights.Preprocessing);
            compared++;
        }
        Assert.Equal(119, compared);
        // Networks of families that are not here.
        Assert.Equal(16, others.Count);
    }

    // Sizes, fractions and interpolations that no published tag has in this combination; padding to a size is not among what
    // published tags ask for.
    [Fact]
    public void Other_settings_give_the_steps_that_timm_makes_of_them()
    {
        using var json = Shared.Json("fixtures", "timm", "preprocessing.json");
        var compared = 0;
        foreach (var row in json.RootElement.GetProperty("tags").EnumerateArray())
        {
            if (!row.TryGetProperty("config", out var config) || config.GetProperty("crop_mode").GetString() == "border")
                continue;
            var size = config.GetProperty("input_size");
            var rule = config.GetProperty("crop_mode").GetString() == "squash" ? ResizeRule.Squash : ResizeRule.ShortSide;
            Assert.Equal(PreprocessingOf(row), Preprocessing.Timm(
                size[1].GetInt32(), size[2].GetInt32(), config.GetProperty("crop_pct").GetDouble(),
                Enum.Parse<Interpolation>(config.GetProperty("interpolation").GetString()!, ignoreCase: true), rule));
            compared++;
        }
        Assert.Equal(8, compared);
    }

    [Fact]
    public void Every_row_of_the_tables_belongs_to_a_network_and_every_network_has_one() => Assert.Equal(
        TimmTable.Architectures.Order(StringComparer.Ordinal),
        BackboneRegistry.All.Where(backbone => backbone.Weights.Source == "timm" && backbone.Name != backbone.TaggedName)
            .Select(backbone => backbone.Name[..^".timm".Length]).Order(StringComparer.Ordinal));

    // What timm renames when it reads it.
    private static bool HasOtherNames(string url) =>
        new[] { ".npz", "/convnext/", "/deit_3", "/dinov2/" }.Any(part => url.Contains(part, StringComparison.Ordinal));

    private static Preprocessing PreprocessingOf(JsonElement row)
    {
        var steps = row.GetProperty("transforms").EnumerateArray().ToDictionary(
            step => step[0].GetString()!, step => step[1].Clone());
        var (crop, scale) = (steps["CenterCrop"].GetProperty("size"), steps["Normalize"]);
        // Of an input that is not square both sides are given, and the picture's shorter side decides.
        var keepsRatio = steps.TryGetValue("ResizeKeepRatio", out var resize);
        if (!keepsRatio)
            resize = steps["Resize"];
        var size = resize.GetProperty("size");
        var isSquash = !keepsRatio && size.ValueKind == JsonValueKind.Array;
        return new Preprocessing
        {
            InputHeight = crop[0].GetInt32(),
            InputWidth = crop[1].GetInt32(),
            ResizeRule = isSquash ? ResizeRule.Squash : ResizeRule.ShortSide,
            ResizeSize = size.ValueKind == JsonValueKind.Array ? size[0].GetInt32() : size.GetInt32(),
            Interpolation = Enum.Parse<Interpolation>(resize.GetProperty("interpolation").GetString()!, ignoreCase: true),
            Mean = Numbers(scale.GetProperty("mean")),
            StandardDeviation = Numbers(scale.GetProperty("std")),
        };
    }

    private static float[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetSingle())];
}
