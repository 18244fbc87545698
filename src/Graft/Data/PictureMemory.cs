namespace Graft.Data;

/// <summary>A budget for resized pictures that are kept in memory, shared by the parts of a dataset.</summary>
internal sealed class PictureMemory(long budget)
{
    private long left = budget;

    /// <summary>Takes as many bytes off the budget, if it has them.</summary>
    public bool TryTake(int bytes)
    {
        if (bytes > left)
            return false;
        left -= bytes;
        return true;
    }
}
