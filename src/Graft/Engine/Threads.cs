using static TorchSharp.torch;

namespace Graft.Engine;

/// <summary>
/// How many threads libtorch computes with; it holds for the whole process. Where nothing is set (OMP_NUM_THREADS neither), as
/// many as there are processors for this process, the limits of its container counted, parts of a processor rounded up.
/// </summary>
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
