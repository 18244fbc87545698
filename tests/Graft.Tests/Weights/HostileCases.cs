using System.Text.Json;

namespace Graft.Tests.Weights;

/// <summary>What shall happen to one hostile file.</summary>
internal sealed record HostileCase(string File, string Must, string Why)
{
    /// <summary>All cases of a file name's ending, from the list beside the files.</summary>
    public static IReadOnlyList<HostileCase> EndingWith(string ending)
    {
        using var list = Shared.Json("fixtures", "hostile", "cases.json");
        return [.. list.RootElement.GetProperty("cases").EnumerateArray()
            .Select(item => new HostileCase(Text(item, "file"), Text(item, "must"), Text(item, "why")))
            .Where(item => item.File.EndsWith(ending, StringComparison.Ordinal))];
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;
}
