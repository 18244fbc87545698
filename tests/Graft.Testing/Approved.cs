using System.Runtime.CompilerServices;
using Xunit;

namespace Graft.Testing;

/// <summary>
/// Compares text with an approved file beside the test, and leaves what was received beside it where they differ.
/// </summary>
public static class Approved
{
    /// <summary>Compares <paramref name="received"/> with <c>NAME.approved.txt</c> in the folder of the calling test.</summary>
    public static void Text(string received, string name, [CallerFilePath] string test = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(SourceOf(test))!, "Approved");
        var approved = Path.Combine(folder, name + ".approved.txt");
        var expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : null;
        received = received.ReplaceLineEndings("\n");
        if (received == expected)
            return;
        Directory.CreateDirectory(folder);
        var beside = Path.Combine(folder, name + ".received.txt");
        File.WriteAllText(beside, received);
        if (expected is null)
            Assert.Fail($"There is no approved text {approved}. If {beside} is right, rename it.");
        Assert.Fail(
            $"The text differs from {approved}. If {beside} is right, put it in its place.\n"
            + FirstDifference(expected, received));
    }

    // The path that the compiler saw may be another machine's; the part below the source tree stays the same.
    private static string SourceOf(string test)
    {
        var start = test.Replace('\\', '/').LastIndexOf("/tests/", StringComparison.Ordinal);
        if (Checkout.Root is null || start < 0)
            Assert.Skip("NEEDS the source tree: the approved texts lie beside the tests.");
        return Path.Combine(Checkout.Root, test[(start + 1)..]);
    }

    private static string FirstDifference(string expected, string received)
    {
        var (left, right) = (expected.Split('\n'), received.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(left.Length, right.Length)).First(
            i => left.ElementAtOrDefault(i) != right.ElementAtOrDefault(i));
        return $"Line {line + 1}\n  approved: {left.ElementAtOrDefault(line)}\n  received: {right.ElementAtOrDefault(line)}";
    }
}
