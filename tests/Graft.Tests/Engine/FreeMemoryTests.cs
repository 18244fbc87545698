using Graft.Engine;

namespace Graft.Tests.Engine;

public sealed class FreeMemoryTests : IDisposable
{
    private const long MB = 1 << 20;

    private readonly TemporaryFolder root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void What_the_machine_has_free_is_there_to_take()
    {
        Write("proc/meminfo", $"MemTotal: 9000 kB\nMemFree: 10 kB\nMemAvailable:     {3 * 1024} kB\n");
        Assert.Equal(3 * MB, FreeMemory.Within(root.Path));
    }

    [Theory]
    [InlineData("memory.max", "memory.current", "sys/fs/cgroup", "inactive_file")]
    [InlineData("memory.limit_in_bytes", "memory.usage_in_bytes", "sys/fs/cgroup/memory", "total_inactive_file")]
    public void A_control_group_may_leave_less(string limit, string usage, string folder, string droppable)
    {
        Write("proc/meminfo", "MemAvailable: 1000000 kB\n");
        Write($"{folder}/{limit}", $"{50 * MB}\n");
        Write($"{folder}/{usage}", $"{40 * MB}\n");
        Assert.Equal(10 * MB, FreeMemory.Within(root.Path));
        Write($"{folder}/memory.stat", $"anon 5\n{droppable} {7 * MB}\nactive_file 3\n");
        Assert.Equal(17 * MB, FreeMemory.Within(root.Path));
        Write($"{folder}/{limit}", "max\n");
        Assert.Equal(1_000_000 * 1024L, FreeMemory.Within(root.Path));
    }

    [Fact]
    public void This_machine_has_some() => Assert.True(FreeMemory.Bytes > 0);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(root.File(name))!);
        File.WriteAllText(root.File(name), text);
    }
}
