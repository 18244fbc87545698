using System.Text;
using System.Text.Json;
using Graft.Weights.Safetensors;

namespace Graft.Tests.Weights;

/// <summary>Folders as the Hugging Face hub has them, small ones, of which one file is changed at random.</summary>
internal static class FuzzedFolder
{
    private const string Description = "config.json", Safetensors = "model.safetensors", Pickles = "pytorch_model.bin",
        Index = ".index.json";

    private static readonly string[] Names = ["a.weight", "b.weight", "c.weight", "", "a", "__metadata__", "a.weight\0"];

    /// <summary>A description and weights in one file: safetensors or a pickle.</summary>
    public static Func<TemporaryFolder, Random, string> Whole()
    {
        var descriptions = Directory.GetDirectories(Shared.Path("fixtures", "timm", "hub_layout"))
            .Select(folder => File.ReadAllBytes(Path.Combine(folder, Description))).ToArray();
        var (weights, pickle) = (Weights(Safetensors, "a", "b"), Weights(Pickles, "a", "b"));
        return (folder, random) =>
        {
            var (name, content) = random.Next(2) == 0 ? (Safetensors, weights) : (Pickles, pickle);
            var description = descriptions[random.Next(descriptions.Length)];
            var changesWeights = random.Next(4) == 0;
            return Write(
                folder,
                (Description, changesWeights ? description : Mutations.Change(description, weights, random)),
                (name, changesWeights ? Mutations.Change(content, description, random) : content));
        };
    }

    /// <summary>
    /// An index and the two files that it names. It is changed at random, or put together of names that it should have and names
    /// that it should not; or one of the parts is changed.
    /// </summary>
    public static Func<TemporaryFolder, Random, string> InParts()
    {
        var kinds = new[] { Safetensors, Pickles }.Select(name => (
            Name: name, Parts: new[] { Weights(name, "a"), Weights(name, "b") }, Index: IndexOf(name))).ToArray();
        return (folder, random) =>
        {
            var (name, parts, index) = kinds[random.Next(kinds.Length)];
            parts = [.. parts];
            switch (random.Next(3))
            {
                case 0:
                    index = Mutations.Change(index, parts[0], random);
                    break;
                case 1:
                    index = AnyIndex(name, random);
                    break;
                default:
                    parts[random.Next(2)] = Mutations.Change(parts[random.Next(2)], index, random);
                    break;
            }
            return Write(folder, (name + Index, index), (PartOf(name, 1), parts[0]), (PartOf(name, 2), parts[1]));
        };
    }

    private static byte[] AnyIndex(string name, Random random)
    {
        string[] places =
        [
            .. new[]
            {
                PartOf(name, 1), PartOf(name, 2), PartOf(name, 3), name + Index, "", ".", "..", "/etc/hosts", "../" + PartOf(name, 1),
                "a\0b", "C:" + name, @"..\" + name, new string('n', 5000),
            }.Select(place => JsonSerializer.Serialize(place)),
            "\"\\ud800\"", "[1, null]", "1",
        ];
        var text = new StringBuilder("{\"metadata\": {\"total_size\": 16}, \"weight_map\": {");
        for (var (i, count) = (0, random.Next(5)); i < count; i++)
            text.Append(i > 0 ? ", " : "")
                .Append(JsonSerializer.Serialize(Names[random.Next(Names.Length)])).Append(": ")
                .Append(places[random.Next(places.Length)]);
        return Encoding.UTF8.GetBytes(text.Append("}}").ToString());
    }

    private static byte[] IndexOf(string name) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        weight_map = new Dictionary<string, string> { ["a.weight"] = PartOf(name, 1), ["b.weight"] = PartOf(name, 2) },
    });

    private static string PartOf(string name, int number) =>
        $"{Path.GetFileNameWithoutExtension(name)}-0000{number}-of-00002{Path.GetExtension(name)}";

    private static byte[] Weights(string name, params string[] layers)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(name);
        if (name == Pickles)
            TorchSave.Write(path, layers.Select(layer => ($"{layer}.weight", new long[] { 1, 2 }, new[] { 1f, 2f })));
        else
        {
            var writer = new SafetensorsWriter([new("format", "pt")]);
            foreach (var layer in layers)
                writer.Add($"{layer}.weight", [1L, 2L], [1f, 2f]);
            writer.Save(path);
        }
        return File.ReadAllBytes(path);
    }

    // The folder keeps nothing of what was written before.
    private static string Write(TemporaryFolder folder, params IEnumerable<(string Name, byte[] Bytes)> files)
    {
        foreach (var old in Directory.EnumerateFiles(folder.Path))
            File.Delete(old);
        foreach (var (name, bytes) in files)
            folder.Write(name, bytes);
        return folder.Path;
    }
}
