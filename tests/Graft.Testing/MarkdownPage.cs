using System.Text.RegularExpressions;
using Xunit;

namespace Graft.Testing;

/// <summary>A page that people read: the files at the source tree's root and those in <c>docs/</c>.</summary>
/// <param name="Name">Its path from the root, with forward slashes.</param>
/// <param name="Text">What it says, its lines ended by a line feed.</param>
public sealed partial record MarkdownPage(string Name, string Text)
{
    /// <summary>The names of all pages; none where the tests run without their sources.</summary>
    public static IReadOnlyList<string> Names { get; } = Checkout.Root is not { } root ? [] :
    [
        .. Directory.EnumerateFiles(root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md"))
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads a page; skips the calling test where the sources are missing.</summary>
    public static MarkdownPage Read(string name)
    {
        if (Checkout.Root is null)
            Assert.Skip("NEEDS the source tree: the pages lie in it.");
        return new(name, File.ReadAllText(Path.Combine(Checkout.Root, name)).ReplaceLineEndings("\n"));
    }

    /// <summary>The fenced blocks of a language, without their fences.</summary>
    public IEnumerable<string> Blocks(string language) =>
        from block in Fence().Matches(Text)
        where block.Groups["language"].Value == language
        select block.Groups["code"].Value;

    /// <summary>The words in single backquotes outside the fenced blocks.</summary>
    public IEnumerable<string> Quoted() =>
        Backquotes().Matches(Fence().Replace(Text, "")).Select(match => match.Groups["words"].Value);

    /// <summary>What the page's links lead to.</summary>
    public IEnumerable<string> Links() =>
        Link().Matches(Fence().Replace(Text, "")).Select(match => match.Groups["target"].Value);

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`(?<words>[^`\n]+)`")]
    private static partial Regex Backquotes();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
