namespace Graft.Runtime.Heads;

/// <summary>Goes through rows in blocks that fit into memory in double precision.</summary>
internal static class RowBlocks
{
    private const int RowsAtOnce = 512;
    private const int ColumnsAtOnce = 512;

    /// <summary>Gives blocks of whole rows, <c>[some, width]</c>, each with its first row's number.</summary>
    public static void Each(FeatureRows rows, Action<Matrix, int> use) => Each(
        rows.Count, RowsAtOnce, count => new Matrix(count, rows.Width), (first, block) => rows.ReadRows(first, block), use);

    /// <summary>Gives blocks of some features of all rows, <c>[rows, some]</c>, each with its first feature's number.</summary>
    public static void EachOfColumns(FeatureRows rows, Action<Matrix, int> use) => Each(
        rows.Width, ColumnsAtOnce, count => new Matrix(rows.Count, count), (first, block) => rows.ReadColumns(first, block), use);

    /// <summary>Gives blocks of rows standing up, <c>[width, some]</c>, each with its place among the rows wanted.</summary>
    public static void EachTransposed(FeatureRows rows, int[] wanted, Action<Matrix, int> use) => Each(
        wanted.Length, RowsAtOnce, count => new Matrix(rows.Width, count),
        (first, block) => rows.ReadTransposed(wanted.AsMemory(first, block.Columns), block), use);

    // A block is read into the memory of the one before: whoever is given it keeps nothing of it.
    private static void Each(int all, int atOnce, Func<int, Matrix> make, Action<int, Matrix> read, Action<Matrix, int> use)
    {
        Matrix? block = null;
        for (var first = 0; first < all; first += atOnce)
        {
            var count = Math.Min(atOnce, all - first);
            block = block is not null && count == atOnce ? block : make(count);
            read(first, block);
            use(block, first);
        }
    }
}
