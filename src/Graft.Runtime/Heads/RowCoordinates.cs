namespace Graft.Runtime.Heads;

/// <summary>
/// Rows in as few numbers as they need. A penalised linear model depends on the products of rows alone, so with fewer rows than
/// features each row may be described in the space that the rows span: by the Cholesky factor of their products.
/// </summary>
public sealed class RowCoordinates
{
    // Rows may depend on each other, equal ones do; this keeps the factorisation going and changes no product visibly.
    private const double Jitter = 1e-9;

    private readonly FeatureRows rows;
    private readonly ILinearAlgebra algebra;
    private readonly Matrix? gram;

    private RowCoordinates(FeatureRows rows, ILinearAlgebra algebra, Matrix? gram, Matrix all) =>
        (this.rows, this.algebra, this.gram, All) = (rows, algebra, gram, all);

    /// <summary><c>[rows, coordinates]</c></summary>
    public Matrix All { get; }

    /// <summary>Finds coordinates.</summary>
    /// <param name="rows">Rows, best standardised.</param>
    /// <param name="algebra">What computes.</param>
    public static RowCoordinates Of(FeatureRows rows, ILinearAlgebra algebra)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(algebra);
        if (rows.Width <= rows.Count)
        {
            var whole = new Matrix(rows.Count, rows.Width);
            rows.ReadRows(0, whole);
            return new RowCoordinates(rows, algebra, null, whole);
        }
        var gram = new Matrix(rows.Count, rows.Count);
        RowBlocks.EachOfColumns(rows, (block, _) => algebra.AddGram(block, gram));
        // Rows that are all zero, as an untrained network may give, have any coordinates; a kernel made of them is zero.
        gram.PlusIdentity(gram.Trace() is > 0 and var trace ? Jitter * trace / rows.Count : 1);
        return new RowCoordinates(rows, algebra, gram, FactorOf(gram.Copy(), algebra));
    }

    /// <summary>Splits the rows: coordinates of those inside, and of those outside in the same space.</summary>
    /// <param name="outside">The rows to leave out.</param>
    public SplitRows Without(IReadOnlyList<int> outside)
    {
        ArgumentNullException.ThrowIfNull(outside);
        int[] kept = [.. Enumerable.Range(0, All.Rows).Except(outside)];
        if (gram is null)
            return new SplitRows(kept, Pick(All, kept), Pick(All, outside));
        var inside = new Matrix(kept.Length, kept.Length);
        var across = new Matrix(kept.Length, outside.Count);
        for (var i = 0; i < kept.Length; i++)
        {
            for (var j = 0; j <= i; j++)
                inside[i, j] = gram[kept[i], kept[j]];
            for (var j = 0; j < outside.Count; j++)
                across[i, j] = gram[Math.Max(kept[i], outside[j]), Math.Min(kept[i], outside[j])];
        }
        FactorOf(inside, algebra);
        algebra.SolveLower(inside, across);
        return new SplitRows(kept, inside, across.Transposed());
    }

    /// <summary>A head on all rows' coordinates as one on their features.</summary>
    public LinearHead Back(LinearHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (gram is null)
            return head;
        var shares = head.Kernel.Copy();
        algebra.SolveLowerTransposed(All, shares);
        var kernel = new Matrix(rows.Width, shares.Columns);
        RowBlocks.EachOfColumns(rows, (block, first) =>
        {
            var part = new Matrix(block.Columns, shares.Columns);
            algebra.AddProduct(block, shares, part, transposeLeft: true);
            part.Values.CopyTo(kernel.Values, first * shares.Columns);
        });
        return head with { Kernel = kernel };
    }

    private static Matrix FactorOf(Matrix gram, ILinearAlgebra algebra)
    {
        algebra.Factor(gram);
        for (var row = 0; row < gram.Rows; row++)
            gram.Row(row)[(row + 1)..].Clear();
        return gram;
    }

    private static Matrix Pick(Matrix from, IReadOnlyList<int> wanted)
    {
        var picked = new Matrix(wanted.Count, from.Columns);
        for (var row = 0; row < wanted.Count; row++)
            from.Row(wanted[row]).CopyTo(picked.Row(row));
        return picked;
    }
}

/// <summary>Rows without some of them.</summary>
/// <param name="Kept">The rows inside.</param>
/// <param name="Inside"><c>[kept, coordinates]</c></param>
/// <param name="Outside"><c>[left out, coordinates]</c></param>
public sealed record SplitRows(IReadOnlyList<int> Kept, Matrix Inside, Matrix Outside);
