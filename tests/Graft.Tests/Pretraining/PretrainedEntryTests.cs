using Graft.Backbones;
using Graft.Runtime.Imaging;
using Graft.Weights;
using Graft.Weights.Safetensors;

namespace Graft.Tests.Pretraining;

/// <summary>What a weights file says of itself.</summary>
public sealed class PretrainedEntryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static PretrainedEntry Entry => new()
    {
        Architecture = "embedded.graft",
        Classes = ["häuser", "a \"quoted\" one"],
        Preprocessing = Preprocessing.Torchvision(96, 96),
        Data = "some pictures",
        Licence = "CC-BY-4.0",
        Accuracy = 0.75,
        Command = "graft pretrain 'my pictures'",
        Recipe = """{"a":1}""",
    };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_is_read_as_it_was_written()
    {
        var read = Read(Entry.ToJson())!;

        Assert.Equal(Entry.ToJson(), read.ToJson());
        Assert.Equal(Entry.Classes, read.Classes);
        Assert.Equal(Entry.Preprocessing, read.Preprocessing);
        Assert.Equal((Entry.Licence, Entry.Accuracy, Entry.Command), (read.Licence, read.Accuracy, read.Command));
        var bare = Read((Entry with { Licence = null, Accuracy = null, Classes = [] }).ToJson())!;
        Assert.Equal((null, null, 0), (bare.Licence, bare.Accuracy, bare.Classes.Count));
    }

    [Fact]
    public void A_file_that_says_nothing_has_none() => Assert.Null(Read(null));

    [Fact]
    public void Whatever_is_cut_off_or_exchanged_in_it_is_refused_in_our_words_or_read()
    {
        var json = Entry.ToJson();
        foreach (var length in Enumerable.Range(0, json.Length))
            Refused(json[..length]);
        foreach (var value in (string[])["null", "[]", "3", "\"x\"", "{}"])
        {
            Refused(value);
            foreach (var name in (string[])["architecture", "classes", "preprocessing", "data", "command", "recipe", "accuracy"])
            {
                var changed = System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject();
                changed[name] = System.Text.Json.Nodes.JsonNode.Parse(value);
                Refused(changed.ToJsonString(), mayBeRead: true);
            }
        }
    }

    [Fact]
    public void A_file_for_a_network_that_is_not_known_is_refused_and_not_listed()
    {
        var path = Write((Entry with { Architecture = "resnet_9000.graft" }).ToJson(), "strange" + OwnBackbones.Ending);

        var error = Assert.Throws<WeightsException>(() => OwnBackbones.Of(path));

        Assert.Contains("resnet_9000", error.Message, StringComparison.Ordinal);
        Assert.Empty(OwnBackbones.In(new WeightsSearch { Folders = [folder.Path], Cache = folder.File("cache") }));
        var other = Assert.Throws<WeightsException>(() => BackboneRegistry.Find(
            "vgg16.keras", null, Write(Entry.ToJson(), "mine" + OwnBackbones.Ending)));
        Assert.Contains("embedded.graft", other.Message, StringComparison.Ordinal);
    }

    private void Refused(string json, bool mayBeRead = false)
    {
        try
        {
            Read(json);
            Assert.True(mayBeRead, json);
        }
        catch (WeightsException refused)
        {
            Assert.Contains(PretrainedEntry.MetadataName, refused.Message, StringComparison.Ordinal);
        }
    }

    private PretrainedEntry? Read(string? json)
    {
        using var file = WeightsFile.Open(Write(json, "weights.safetensors"));
        return PretrainedEntry.In(file);
    }

    private string Write(string? json, string name)
    {
        var writer = new SafetensorsWriter(json is null ? [] : [new(PretrainedEntry.MetadataName, json)]);
        writer.Add("a", [2L], [1f, 2f]);
        writer.Save(folder.File(name), overwrite: true);
        return folder.File(name);
    }
}
