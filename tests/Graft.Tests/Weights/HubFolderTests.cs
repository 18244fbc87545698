using System.Text.Json;
using Graft.Weights;
using Graft.Weights.Safetensors;

namespace Graft.Tests.Weights;

public sealed class HubFolderTests
{
    [Theory]
    [InlineData("test_convnext.r160_in1k", "1000")]
    [InlineData("test_efficientnet.ten", "10")]
    [InlineData("test_resnet.features", "0")]
    [InlineData("test_vit.six_flowers", "6")]
    public void Every_array_of_a_folder_has_the_values_that_timm_gave_it(string name, string classes)
    {
        using var list = Shared.Json("fixtures", "timm", "hub_layout", name + ".expected.json");
        using var folder = WeightsFile.Open(Shared.Path("fixtures", "timm", "hub_layout", name));
        Assert.Equal("Hugging Face folder, safetensors", folder.Format);
        Assert.Equal(name.Split('.')[0], folder.Metadata["architecture"]);
        Assert.Equal(classes, folder.Metadata["num_classes"]);
        Assert.Equal("apache-2.0", folder.Metadata["license"]);
        CheckValues(list.RootElement.GetProperty("arrays"), folder);
    }

    [Fact]
    public void The_pickle_of_a_folder_holds_the_same_and_is_taken_where_there_is_nothing_else()
    {
        using var folder = new TemporaryFolder();
        using var list = Shared.Json("fixtures", "timm", "hub_layout", "test_vit.six_flowers.expected.json");
        foreach (var name in (string[])["config.json", "pytorch_model.bin"])
            File.Copy(Shared.Path("fixtures", "timm", "hub_layout", "test_vit.six_flowers", name), folder.File(name));
        using var file = WeightsFile.Open(folder.Path);
        Assert.Equal("Hugging Face folder, PyTorch .pth (zip)", file.Format);
        CheckValues(list.RootElement.GetProperty("arrays"), file);
    }

    [Fact]
    public void Weights_in_parts_are_put_together()
    {
        using var folder = new TemporaryFolder();
        WriteParts(folder, new() { ["a.weight"] = "model-1.safetensors", ["b.weight"] = "model-2.safetensors" });
        using var byFolder = WeightsFile.Open(folder.Path);
        using var byIndex = WeightsFile.Open(folder.File("model.safetensors.index.json"));
        foreach (var file in (WeightsFile[])[byFolder, byIndex])
        {
            Assert.Equal(["a.weight", "b.weight"], file.Arrays.Select(array => array.Path));
            Assert.Equal([1f, 2f], file.Arrays[0].ReadSingles());
            Assert.Equal([3f, 4f], file.Arrays[1].ReadSingles());
            Assert.Equal(2, file.Files.Count);
        }
        Assert.Equal("safetensors in 2 parts", byIndex.Format);
    }

    [Theory]
    [InlineData("c.weight", "model-1.safetensors", "'c.weight' should be in 'model-1.safetensors' and is not")]
    [InlineData("b.weight", "model-1.safetensors", "'b.weight' should be in")]
    [InlineData("b.weight", "../model-2.safetensors", "no file beside it")]
    [InlineData("b.weight", "/etc/hosts", "no file beside it")]
    [InlineData("b.weight", "model.safetensors.index.json", "no file beside it")]
    [InlineData("b.weight", "model-3.safetensors", "There is no weights file")]
    public void An_index_that_does_not_fit_its_parts_is_refused(string name, string part, string reason)
    {
        using var folder = new TemporaryFolder();
        WriteParts(folder, new() { ["a.weight"] = "model-1.safetensors", [name] = part });
        Assert.Contains(reason, Assert.Throws<WeightsException>(() => WeightsFile.Open(folder.Path)).Message);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"weight_map": {"a": 1}}""")]
    [InlineData("""{"weight_map": {}}""")]
    [InlineData("""{"weight_map": {"a": "x", "a": "y"}}""")]
    public void A_broken_index_is_refused(string json)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.safetensors.index.json", System.Text.Encoding.UTF8.GetBytes(json));
        Assert.Contains("no sound index", Assert.Throws<WeightsException>(() => WeightsFile.Open(path)).Message);
    }

    [Fact]
    public void A_folder_without_weights_says_what_would_be_looked_for()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("pytorch_model.bin", Assert.Throws<WeightsException>(() => WeightsFile.Open(folder.Path)).Message);
    }

    private static void WriteParts(TemporaryFolder folder, Dictionary<string, string> map)
    {
        foreach (var (name, part, numbers) in new[] { ("a", 1, new[] { 1f, 2f }), ("b", 2, [3f, 4f]) })
        {
            var writer = new SafetensorsWriter();
            writer.Add($"{name}.weight", [2L], numbers);
            writer.Save(folder.File($"model-{part}.safetensors"));
        }
        folder.Write("model.safetensors.index.json", JsonSerializer.SerializeToUtf8Bytes(new { weight_map = map }));
    }

    private static void CheckValues(JsonElement list, WeightsFile file)
    {
        Assert.Equal(list.GetArrayLength(), file.Arrays.Count);
        var arrays = file.Arrays.ToDictionary(array => array.Path);
        foreach (var item in list.EnumerateArray())
        {
            var array = arrays[item.GetProperty("name").GetString()!];
            Assert.Equal(item.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), array.Shape);
            if (!item.TryGetProperty("key", out var key))
                continue;
            var fanIn = item.TryGetProperty("fan_in", out var size) ? size.GetInt32() : 0;
            var expected = Formula.Weight(key.GetString()!, array.Count, item.GetProperty("role").GetString()!, fanIn);
            for (var i = 0; i < expected.Length; i++)
                expected[i] = MathF.Round(expected[i] * 64, MidpointRounding.ToEven) / 64;
            Assert.Equal(expected, array.ReadSingles());
        }
    }
}
