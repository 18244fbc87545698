using static TorchSharp.torch;

namespace Graft.Engine;

/// <summary>How many threads libtorch computes with; it holds for the whole process.</summary>
public static class Threads
{
    /// <summary>The number that an operation is split over.</summary>
    public static int Count => get_num_threads();

    /// <summary>Sets the number that an operation is split over.</summary>
    /// <param name="count">At least 1.</param>
    public static void Use(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        set_num_threads(count);
    }
}
