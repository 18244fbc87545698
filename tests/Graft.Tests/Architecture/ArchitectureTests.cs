using System.Reflection;
using System.Xml.Linq;
using Graft.Runtime.Imaging;

namespace Graft.Tests.Architecture;

/// <summary>The plan of the house: which folder may use which, and which project.</summary>
public sealed class ArchitectureTests
{
    // From the top of the house to the cellar: a folder uses only folders further down.
    private static readonly string[] Order =
    [
        "Pretraining", "Planning", "Evaluation", "Export", "Heads", "Training", "Trunk", "Data", "Backbones", "Weights",
        "Adapters", "Models", "Layers", "Operations", "Engine",
    ];

    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["Graft.Runtime"] = [],
        ["Graft"] = ["Graft.Runtime"],
        ["Graft.Cli"] = ["Graft", "Graft.Runtime"],
        ["Graft.Studio"] = ["Graft", "Graft.Runtime"],
    };

    private static readonly Lazy<FolderArrows> Graft = new(() => ArrowsOf(typeof(Model).Assembly));

    private static readonly Lazy<FolderArrows> Runtime = new(() => ArrowsOf(typeof(Preprocessing).Assembly));

    [Fact]
    public void A_folder_of_Graft_uses_only_folders_further_down() =>
        Assert.Empty(Graft.Value.Against(Order, ("Operations", "Engine")));

    [Fact]
    public void No_folders_use_each_other_in_a_circle()
    {
        Assert.Empty(Graft.Value.InCircles());
        Assert.Empty(Runtime.Value.InCircles());
    }

    [Fact]
    public void Projects_refer_only_to_those_below_them()
    {
        if (Checkout.Root is null)
            Assert.Skip("NEEDS the source tree: the projects' own files are read.");
        var sources = Path.Combine(Checkout.Root, "src");
        foreach (var project in Directory.EnumerateFiles(sources, "*.csproj", SearchOption.AllDirectories))
        {
            var references = XDocument.Load(project).Descendants("ProjectReference").Select(
                reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
            Assert.Subset(Projects[Path.GetFileNameWithoutExtension(project)].ToHashSet(), references.ToHashSet());
        }
    }

    [Fact]
    public void Using_a_finished_model_needs_neither_Graft_nor_libtorch()
    {
        var names = typeof(Preprocessing).Assembly.GetReferencedAssemblies().Select(reference => reference.Name).ToList();
        Assert.Contains("Microsoft.ML.OnnxRuntime", names);
        Assert.DoesNotContain(names, name => name is "Graft" or "TorchSharp");
    }

    [Fact]
    public void A_type_belongs_to_the_folder_of_its_source_file_and_its_namespace_is_that_folder_or_the_product()
    {
        foreach (var assembly in new[] { typeof(Model).Assembly, typeof(Preprocessing).Assembly })
        {
            var folders = SourceFolders.Of(assembly);
            foreach (var (type, folder) in folders)
                Assert.True(
                    type.StartsWith($"{assembly.GetName().Name}.{folder}.", StringComparison.Ordinal)
                        || type.Count(c => c == '.') == assembly.GetName().Name!.Count(c => c == '.') + 1,
                    $"{type} lies in the folder {folder}");
            var exported = assembly.GetExportedTypes().Where(type => !type.IsNested).Select(type => type.FullName!);
            Assert.Subset(folders.Keys.ToHashSet(), exported.ToHashSet());
        }
        Assert.Equal("Models", SourceFolders.Of(typeof(Model).Assembly)["Graft.Model"]);
        Assert.Equal("Operations", SourceFolders.Of(typeof(Model).Assembly)["Graft.Operations.PoolKind"]);
    }

    [Fact]
    public void The_reading_of_the_assembly_sees_the_arrows_that_are_there()
    {
        Assert.Superset(new HashSet<string> { "Layers", "Operations", "Engine" }, Graft.Value.UsedBy("Models").ToHashSet());
        Assert.NotEmpty(Graft.Value.Against([.. Order.Reverse()]));
        Assert.Contains(
            "Layers -> Operations: Graft.Layers.Layer uses Graft.Operations.Shape", Graft.Value.Against([.. Order.Reverse()]));
        Refusal.Of<ArgumentException>("have no place in the order: ", () => Graft.Value.Against(Order[1..^1]));
    }

    [Fact]
    public void Wrong_arrows_strangers_and_circles_are_found()
    {
        var folders = new Dictionary<string, string>
        {
            ["N.Roof"] = "Top",
            ["N.Room"] = "Middle",
            ["N.Cellar"] = "Bottom",
            ["N.Shed"] = "Side",
        };
        var right = new FolderArrows(
            folders, [("N.Roof", "N.Room"), ("N.Room", "N.Cellar"), ("N.Roof", "System.String"), ("N.Cellar", "N.Cellar")]);
        Assert.Empty(right.Against(["Top", "Middle", "Bottom", "Side"]));
        Assert.Empty(right.InCircles());
        var wrong = new FolderArrows(
            folders, [("N.Roof", "N.Room"), ("N.Room", "N.Cellar"), ("N.Cellar", "N.Roof"), ("N.Cellar", "N.Shed")]);
        Assert.Equal(["Bottom -> Top: N.Cellar uses N.Roof"], wrong.Against(["Top", "Middle", "Bottom", "Side"]));
        Assert.Equal(
            ["Bottom -> Side: N.Cellar uses N.Shed", "Bottom -> Top: N.Cellar uses N.Roof"], wrong.Against(
                ["Top", "Middle", "Bottom", "Side"], ("Side", "Bottom")));
        Assert.Equal(["Bottom", "Middle", "Top"], wrong.InCircles());
    }

    private static FolderArrows ArrowsOf(Assembly assembly) => new(SourceFolders.Of(assembly), TypeUses.In(assembly));
}
