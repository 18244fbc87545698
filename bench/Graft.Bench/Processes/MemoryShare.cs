namespace Graft.Bench.Processes;

/// <summary>The part of the machine's memory that contenders may hold together, so that none is ended for want of it.</summary>
internal static class MemoryShare
{
    private const int Part = 2;

    /// <summary>Lets those that hold most rest, until the others together hold no more than half of the machine's memory.</summary>
    public static void Keep(IEnumerable<ContenderProcess> processes)
    {
        var most = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Part;
        List<(ContenderProcess Process, long Memory)> held =
            [.. processes.Select(process => (process, process.Memory)).OrderByDescending(holder => holder.Memory)];
        for (var i = 0; held.Skip(i).Sum(holder => holder.Memory) > most; i++)
            held[i].Process.Rest();
    }
}
