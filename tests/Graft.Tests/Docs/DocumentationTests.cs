namespace Graft.Tests.Docs;

/// <summary>What the pages show is what there is.</summary>
public sealed class DocumentationTests
{
    private static readonly Lazy<IReadOnlyList<string[]>> Compiled = new(() => [.. CompiledFiles().Select(File.ReadAllLines)]);

    public static TheoryData<string> Pages => new(MarkdownPage.Names);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_line_of_C_sharp_on_a_page_stands_in_a_file_that_is_compiled(string page) =>
        Assert.All(
            MarkdownPage.Read(page).Blocks("csharp"),
            block => Assert.True(Compiled.Value.Any(file => Holds(file, block)), $"{page} shows what is compiled nowhere:\n{block}"));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_to_a_file_of_the_source_tree_leads_somewhere(string page)
    {
        var links = MarkdownPage.Read(page).Links().Where(link => !link.Contains("://", StringComparison.Ordinal));
        var folder = Path.GetDirectoryName(Path.Combine(Checkout.Root!, page))!;
        Assert.All(links, link => Assert.True(Path.Exists(Path.Combine(folder, link.Split('#')[0])), $"{page} links to {link}"));
    }

    [Fact]
    public void The_README_names_one_test_command_and_the_checks_run_it()
    {
        var commands = MarkdownPage.Read("README.md").Blocks("sh").SelectMany(block => block.Split('\n'))
            .Where(line => line.StartsWith("dotnet test", StringComparison.Ordinal));
        var command = Assert.Single(commands);
        var checks = File.ReadAllText(Path.Combine(Checkout.Root!, ".ci", "run"));
        Assert.Contains($"\n{command} ", checks, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_folder_of_the_sources_has_its_line_in_ARCHITECTURE()
    {
        var plan = MarkdownPage.Read("ARCHITECTURE.md").Text;
        var folders = Directory.EnumerateDirectories(Path.Combine(Checkout.Root!, "src"))
            .SelectMany(Directory.EnumerateDirectories)
            .Select(Path.GetFileName).Where(name => name is not ("bin" or "obj"));
        Assert.All(folders, folder => Assert.Contains($"\n| `{folder}` | ", plan, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_page_of_docs_is_linked_from_the_README()
    {
        var links = MarkdownPage.Read("README.md").Links().ToHashSet();
        Assert.Subset(links, MarkdownPage.Names.Where(name => name.StartsWith("docs/", StringComparison.Ordinal)).ToHashSet());
    }

    [Fact]
    public void The_search_for_a_block_wants_every_line_and_ignores_how_far_it_is_indented()
    {
        string[] file = ["void M()", "{", "    First();", "", "    if (second)", "        Third();", "}"];
        Assert.True(Holds(file, "First();\n\nif (second)\n    Third();\n"));
        Assert.False(Holds(file, "First();\nif (second)\n    Third();\n"));
        Assert.False(Holds(file, "if (second)\nThird();\n"));
        Assert.False(Holds(file, "Third();\n}\n"));
    }

    private static bool Holds(string[] file, string block)
    {
        var lines = block.TrimEnd('\n').Split('\n');
        return Enumerable.Range(0, Math.Max(0, file.Length - lines.Length + 1)).Any(start =>
        {
            var indent = file[start][..^file[start].TrimStart().Length];
            return lines.Index().All(line => file[start + line.Index] == (line.Item.Length == 0 ? "" : indent + line.Item));
        });
    }

    private static IEnumerable<string> CompiledFiles() =>
        Directory.EnumerateFiles(Path.Combine(Checkout.Root!, "tests", "Graft.Tests", "Docs"), "*.cs")
            .Where(path => Path.GetFileName(path) != nameof(DocumentationTests) + ".cs")
            .Concat(Directory.EnumerateDirectories(Path.Combine(Checkout.Root!, "samples"))
                .SelectMany(sample => Directory.EnumerateFiles(sample, "*.cs")));
}
