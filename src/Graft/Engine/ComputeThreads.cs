using static TorchSharp.torch;

namespace Graft.Engine;

/// <summary>How many threads libtorch computes one operation with, in the whole process.</summary>
public static class ComputeThreads
{
    /// <summary>The number of threads, at least 1; as many as processor cores at the start.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to less than 1.</exception>
    public static int Count
    {
        get => get_num_threads();
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            set_num_threads(value);
        }
    }
}
