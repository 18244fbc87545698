using System.Globalization;

namespace Graft.Engine;

/// <summary>How much memory this process may still take: what the machine has free, within the limits of its control group.</summary>
internal static class FreeMemory
{
    /// <summary>Bytes.</summary>
    public static long Bytes => Within("/");

    /// <param name="root">The folder in which <c>proc</c> and <c>sys</c> lie.</param>
    internal static long Within(string root)
    {
        var managed = GC.GetGCMemoryInfo();
        var free = Math.Max(0, managed.TotalAvailableMemoryBytes - managed.MemoryLoadBytes);
        if (Available(Path.Combine(root, "proc/meminfo")) is not { } machine)
            return free;
        return Math.Max(0, Math.Min(machine, Math.Min(managed.TotalAvailableMemoryBytes, ControlGroup(root))));
    }

    private static long? Available(string meminfo)
    {
        var line = Lines(meminfo).FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..]
            && long.TryParse(kilobytes, CultureInfo.InvariantCulture, out var count) ? count * 1024 : null;
    }

    // Both versions as a container sees its own group; a file cache that can be dropped counts as used there, and is free.
    private static long ControlGroup(string root)
    {
        var left = long.MaxValue;
        foreach (var (folder, limit, usage) in ((string, string, string)[])
            [("sys/fs/cgroup", "memory.max", "memory.current"),
                ("sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes")])
        {
            var group = Path.Combine(root, folder);
            if (Number(Path.Combine(group, limit)) is { } most && Number(Path.Combine(group, usage)) is { } used)
                left = Math.Min(left, most - used + Droppable(Path.Combine(group, "memory.stat")));
        }
        return left;
    }

    private static long Droppable(string statistics) => Lines(statistics)
        .Select(line => line.Split(' '))
        .Where(words => words is ["inactive_file" or "total_inactive_file", _])
        .Select(words => long.TryParse(words[1], CultureInfo.InvariantCulture, out var bytes) ? bytes : 0)
        .DefaultIfEmpty(0).Max();

    private static long? Number(string path) =>
        Lines(path) is [var line, ..] && long.TryParse(line, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
