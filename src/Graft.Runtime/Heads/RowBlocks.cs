namespace Graft.Runtime.Heads;

/// <summary>Goes through rows in blocks that fit into memory in double precision.</summary>
internal static class RowBlocks
{
    private const int RowsAtOnce = 512;
    private const int ColumnsAtOnce = 512;

    /// <summary>Gives blocks of whole rows, <c>[some, width]</c>, each with its first row's number.</summary>
    public static void Each(FeatureRows rows, Action<Matrix, int> use)
    {
        for (var first = 0; first < rows.Count; first += RowsAtOnce)
            use(rows.ReadRows(first, Math.Min(RowsAtOnce, rows.Count - first)), first);
    }

    /// <summary>Gives blocks of some features of all rows, <c>[rows, some]</c>, each with its first feature's number.</summary>
    public static void EachOfColumns(FeatureRows rows, Action<Matrix, int> use)
    {
        for (var first = 0; first < rows.Width; first += ColumnsAtOnce)
            use(rows.ReadColumns(first, Math.Min(ColumnsAtOnce, rows.Width - first)), first);
    }

    /// <summary>Gives blocks of rows standing up, <c>[width, some]</c>, each with its place among the rows wanted.</summary>
    public static void EachTransposed(FeatureRows rows, IReadOnlyList<int> wanted, Action<Matrix, int> use)
    {
        for (var first = 0; first < wanted.Count; first += RowsAtOnce)
            use(rows.ReadTransposed([.. wanted.Skip(first).Take(RowsAtOnce)]), first);
    }
}
