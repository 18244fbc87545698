using System.IO.Compression;
using System.Text.Json;

namespace Graft.AcceptanceTests;

/// <summary><c>graft train --from MODEL.graft</c> on real pictures.</summary>
public sealed class ContinueTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string First => folder.File("first.graft");

    private string Second => folder.File("second.graft");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task With_the_same_classes_backbone_and_head_go_on_from_where_they_were()
    {
        var data = SmallData.WithParts(folder);
        await Train(data, First, "--backbone", PublishedWeights.Backbone, "--input-size", "64", "--head", "dense:16",
            "--fine-tune", "2", "--epochs", "3");

        // So small a rate moves nothing: what comes out is what went in, though nothing of it is named but the model.
        var run = await Train(data, Second, "--from", First, "--fine-tune", "none", "--epochs", "1", "--learning-rate", "1e-12");

        var from = run.Json.GetProperty("from");
        Assert.Equal((First, true), (from.GetProperty("model").GetString(), from.GetProperty("keepsHead").GetBoolean()));
        Assert.Contains("with its backbone and its head", run.Error, StringComparison.Ordinal);
        Assert.Equal("dense:16", run.Json.GetProperty("head").GetString());
        var (before, after) = (await Probabilities(First, data), await Probabilities(Second, data));
        Assert.Equal(16, before.Count);
        Assert.All(before, one => Assert.Equal(one.Value, after[one.Key], 1e-5));
    }

    [Fact]
    public async Task Changed_classes_get_a_new_head_and_are_told()
    {
        var data = SmallData.WithParts(folder);
        await Train(data, First, "--backbone", PublishedWeights.Backbone, "--input-size", "64", "--fine-tune", "1", "--epochs", "2");
        var digits = SharedPictures.UnpackClasses(
            "sign_language_digits", "train", 8, Directory.CreateDirectory(folder.File("digits")).FullName, classes: 3);

        var run = await Train(digits, Second, "--from", First, "--fine-tune", "none");

        var from = run.Json.GetProperty("from");
        Assert.False(from.GetProperty("keepsHead").GetBoolean());
        Assert.Equal(["ants", "bees"], Names(from.GetProperty("lostClasses")));
        Assert.Equal(Names(run.Json.GetProperty("classes")), Names(from.GetProperty("newClasses")));
        Assert.Contains("the head is a new one: the classes are others (new: digit_0", run.Error, StringComparison.Ordinal);
        Assert.Contains("gone: ants, bees", run.Error, StringComparison.Ordinal);
        var (before, after) = (Arrays(First), Arrays(Second));
        var backbone = before.Names.Where(name => name.StartsWith("conv", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(backbone);
        Assert.All(backbone, name => Assert.Equal(before[name].Floats(), after[name].Floats()));
    }

    [Fact]
    public async Task What_contradicts_the_model_is_refused_together()
    {
        var data = SmallData.WithParts(folder, 6, 2);
        await Train(data, First, "--backbone", PublishedWeights.Backbone, "--input-size", "64");

        var run = await PublishedWeights.RunAsync(
            "train", data, "-o", Second, "--from", First, "--backbone", "mobilenet_0.75.keras", "--input-size", "96",
            "--weights", "other.h5");
        var agreed = await Train(data, Second, "--from", First, "--backbone", PublishedWeights.Backbone, "--input-size", "64");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        foreach (var told in (string[])["mobilenet_0.75.keras", "96 x 96", "64 x 64", "other.h5"])
            Assert.Contains(told, run.Error, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Object, agreed.Json.GetProperty("from").ValueKind);
    }

    [Fact]
    public async Task The_recipe_repeats_it_with_the_model_and_asks_for_it_without()
    {
        var data = SmallData.WithParts(folder);
        await Train(data, First, "--backbone", PublishedWeights.Backbone, "--input-size", "64");
        await Train(data, Second, "--from", First, "--fine-tune", "1", "--epochs", "2", "--seed", "3");
        File.WriteAllBytes(folder.File("recipe.json"), Part(Second, "recipe.json"));

        await Train(data, folder.File("again.graft"), "--recipe", folder.File("recipe.json"), "--from", First);
        var without = await PublishedWeights.RunAsync("train", data, "-o", folder.File("no.graft"), "--recipe", folder.File("recipe.json"));

        Assert.Equal(Part(Second, "model.safetensors"), Part(folder.File("again.graft"), "model.safetensors"));
        Assert.Equal(1, without.ExitCode);
        Assert.Contains("continues from a finished model", without.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("no.graft")));
    }

    [Fact]
    public async Task Test_pictures_that_the_model_has_learned_from_are_told_and_recorded_as_learned_from()
    {
        var data = SmallData.WithoutParts(folder);
        await Train(data, First, "--backbone", PublishedWeights.Backbone, "--input-size", "64", "--fine-tune", "1", "--epochs", "1");

        var same = await Train(data, Second, "--from", First);
        var other = await Train(data, folder.File("other.graft"), "--from", First, "--seed", "5");

        Assert.Equal(0, same.Json.GetProperty("from").GetProperty("knownTestPictures").GetInt32());
        var known = other.Json.GetProperty("from").GetProperty("knownTestPictures").GetInt32();
        Assert.True(known > 0);
        Assert.Contains($"{known} of the test pictures", other.Error, StringComparison.Ordinal);
        var (first, record) = (Parts(First), Parts(folder.File("other.graft")));
        Assert.Subset(record["train"], first["train"]);
        Assert.Subset(record["validation"], first["validation"]);
        Assert.Empty(record["test"].Intersect([.. record["train"], .. record["validation"]]));
        Assert.Equal(other.Json.GetProperty("test").GetProperty("count").GetInt32() - known, record["test"].Count);
    }

    private static async Task<GraftProcess> Train(string data, string model, params string[] options)
    {
        var run = await PublishedWeights.RunAsync(["train", data, "-o", model, "--json", .. options]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }

    private static async Task<Dictionary<string, double>> Probabilities(string model, string data)
    {
        var run = await GraftProcess.RunAsync("predict", model, Path.Combine(data, "test"), "--json");
        return run.Json.EnumerateArray().ToDictionary(
            one => one.GetProperty("file").GetString()!, one => one.GetProperty("probability").GetDouble());
    }

    private static byte[] Part(string model, string name)
    {
        using var archive = ZipFile.OpenRead(model);
        using var part = archive.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        part.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static Dictionary<string, HashSet<string>> Parts(string model) =>
        JsonDocument.Parse(Part(model, "config.json")).RootElement.GetProperty("parts").EnumerateObject().ToDictionary(
            part => part.Name, part => part.Value.EnumerateArray().Select(hash => hash.GetString()!).ToHashSet());

    private TensorFile Arrays(string model)
    {
        var path = folder.File(Path.GetFileName(model) + ".safetensors");
        File.WriteAllBytes(path, Part(model, "model.safetensors"));
        return TensorFile.Read(path);
    }

    private static List<string?> Names(JsonElement list) => [.. list.EnumerateArray().Select(name => name.GetString())];
}
