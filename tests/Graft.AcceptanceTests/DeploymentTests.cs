using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Graft.Export;
using Graft.Layers;
using Graft.Runtime.Imaging;

namespace Graft.AcceptanceTests;

/// <summary>The program of <c>docs/deploy-without-libtorch.md</c>, made by the page's own files and commands.</summary>
[Collection(nameof(Alone))]
public sealed partial class DeploymentTests
{
    private const long MostBytes = 60_000_000;

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public async Task A_program_with_the_runtime_alone_is_small_and_predicts()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("NEEDS Linux: the page publishes for linux-x64.");
        var page = MarkdownPage.Read("docs/deploy-without-libtorch.md");
        using var folder = new TemporaryFolder();
        var commands = page.Blocks("sh").ToArray();
        var pack = commands[0].TrimEnd().Replace("artifacts/packages", folder.File("packages"), StringComparison.Ordinal);
        await ShellAsync($"{pack} --artifacts-path {folder.File("artifacts")}", Checkout.Root!, []);

        File.WriteAllText(folder.File("Classify.csproj"), page.Blocks("xml").First());
        File.WriteAllText(folder.File("Program.cs"), page.Blocks("csharp").First());
        Directory.Delete(folder.File("artifacts"), recursive: true);
        var picture = SharedPictures.Unpack("hymenoptera", ["test/ants/10308379_1b6c72e180.jpg"], folder.Path)[0];
        File.Move(picture, folder.File("rose.jpg"));
        SaveClassifier(folder.File("flowers.graft"));
        // A cache of its own for the package just made; all others come from where they are already.
        var output = await ShellAsync(commands[1], folder.Path, new()
        {
            ["NUGET_PACKAGES"] = folder.File("cache"),
            ["RestoreFallbackFolders"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        });

        var size = long.Parse(Size().Match(output).Groups["bytes"].Value, CultureInfo.InvariantCulture);
        Assert.InRange(size, 1, MostBytes);
        Assert.Matches(@"\n(rose|violet) \d+\.\d %\n$", output);
        var files = Directory.EnumerateFiles(folder.File("classify"), "*", SearchOption.AllDirectories).Select(Path.GetFileName);
        Assert.DoesNotContain(files, file => file!.Contains("torch", StringComparison.OrdinalIgnoreCase));
        TestContext.Current.TestOutputHelper!.WriteLine($"{size} bytes");
    }

    private static void SaveClassifier(string path)
    {
        var input = new Input((32, 32, 3), preprocessing: Preprocessing.Keras("tf", 32, 32));
        var x = new GlobalAveragePooling2D().Apply(input.Output);
        var model = new Model(input.Output, new Dense(2, activation: "softmax").Apply(x));
        model.Save(path, new BundleDetails { Labels = ["rose", "violet"] });
    }

    private static async Task<string> ShellAsync(string commands, string folder, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("sh", ["-ec", commands]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
        return output;
    }

    [GeneratedRegex(@"^(?<bytes>\d+)\tclassify$", RegexOptions.Multiline)]
    private static partial Regex Size();
}
