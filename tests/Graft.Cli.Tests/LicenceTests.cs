using System.IO.Compression;
using System.Text.Json;
using Graft.Backbones;
using Graft.Runtime.Bundles;

namespace Graft.Cli.Tests;

/// <summary>Weights whose licence forbids commercial use, from the command line to a finished model.</summary>
public sealed class LicenceTests : IDisposable
{
    private const string Backbone = "convnextv2_atto.timm";
    private const string Licence = "CC-BY-NC-4.0";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("pull", Backbone, "--offline")]
    [InlineData("features", "picture.jpg", "--backbone", Backbone, "-o", "f.npy", "--offline")]
    [InlineData("train", "pictures", "--backbone", "vit_b_16.imagenet1k_swag_linear_v1.torchvision", "--offline")]
    public async Task Each_verb_that_loads_them_refuses_until_the_licence_is_accepted(params string[] arguments)
    {
        string[] here = [.. arguments.Select(word => word switch
        {
            "picture.jpg" => Directory.EnumerateFiles(Pictures(), "*.*", SearchOption.AllDirectories).First(),
            "pictures" => Pictures(),
            "f.npy" => folder.File(word),
            _ => word,
        })];
        if (here[0] == "train")
            here = [.. here, "-o", folder.File("m.graft")];

        var refused = await Run.Graft(here);
        var accepted = await Run.Graft([.. here, "--accept-licence", Licence]);

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains($"stand under {Licence}, which forbids commercial use", refused.Error, StringComparison.Ordinal);
        Assert.Contains("https://creativecommons.org/licenses/by-nc/4.0/legalcode", refused.Error, StringComparison.Ordinal);
        Assert.Contains($"--accept-licence {Licence}", refused.Error, StringComparison.Ordinal);
        // Past the gate, there are no such weights here.
        Assert.Equal(1, accepted.ExitCode);
        Assert.Contains("are not on this machine", accepted.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public async Task A_model_made_of_them_says_so_and_neither_its_recipe_nor_it_itself_accepts_anything()
    {
        var (weights, model, data) = (folder.File("weights.safetensors"), folder.File("m.graft"), Pictures());
        BackboneRegistry.Find(Backbone).Load(new BackboneOptions { Weights = null }).SaveWeights(weights);
        string[] training = ["train", data, "--input-size", "64", "--head", "discriminant"];
        string[] small = [.. training, "--backbone", Backbone, "--weights", weights];

        var trained = await Run.Graft([.. small, "-o", model, "--accept-licence", Licence]);

        Assert.Equal(0, trained.ExitCode);
        Assert.Contains($"warning: The model stands on published weights under {Licence}", trained.Error, StringComparison.Ordinal);
        var bundle = Bundle.Open(model);
        Assert.Equal(Licence, bundle.Configuration.Backbone!.Weights!.Licence);
        Assert.Contains($"under `{Licence}`, which forbids commercial use", Text(bundle, "README.md"), StringComparison.Ordinal);
        Assert.DoesNotContain(Licence, Text(bundle, BundleParts.Recipe), StringComparison.Ordinal);

        File.WriteAllText(folder.File("recipe.json"), Text(bundle, BundleParts.Recipe));
        var repeated = await Refused([.. training, "--recipe", folder.File("recipe.json")]);
        Assert.Contains("--accept-licence", repeated, StringComparison.Ordinal);
        var continued = await Refused([.. training[..2], "--from", model]);
        Assert.Contains($"below the head of '{model}' stand under", continued, StringComparison.Ordinal);
        var next = folder.File("next.graft");
        Assert.Equal(0, (await Run.Graft([.. training[..2], "--from", model, "-o", next, "--accept-licence", Licence])).ExitCode);
        Assert.Equal(Licence, Bundle.Open(next).Configuration.Backbone!.Weights!.Licence);

        var exported = await Run.Graft("export", model, "--format", "onnx", "-o", folder.File("m.onnx"), "--json");
        Assert.Equal(Licence, JsonDocument.Parse(exported.Output).RootElement.GetProperty("licence").GetString());
        Assert.Contains("which forbids commercial use", exported.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await Run.Graft("evaluate", model, data)).ExitCode);
    }

    private async Task<string> Refused(string[] arguments)
    {
        var run = await Run.Graft([.. arguments, "-o", folder.File("no.graft")]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.False(File.Exists(folder.File("no.graft")));
        return run.Error;
    }

    private static string Text(Bundle bundle, string part) => System.Text.Encoding.UTF8.GetString(bundle.ReadPart(part));

    // Of two digits in sign language ten pictures each.
    private string Pictures()
    {
        var root = folder.File("pictures");
        if (Directory.Exists(root))
            return root;
        using var archive = ZipFile.OpenRead(Shared.Path("data", "sign_language_digits.zip"));
        foreach (var group in archive.Entries
            .Where(entry => entry.Name.Length > 0 && entry.FullName.StartsWith("train/", StringComparison.Ordinal))
            .GroupBy(entry => entry.FullName.Split('/')[1]).Take(2))
            foreach (var entry in group.Take(10))
            {
                Directory.CreateDirectory(Path.Combine(root, group.Key));
                entry.ExtractToFile(Path.Combine(root, group.Key, entry.Name));
            }
        return root;
    }
}
