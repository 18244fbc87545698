namespace Graft.Runtime.Heads;

/// <summary>
/// The scatter as a matrix of rows by rows. With the centred rows D, the scatter Dᵀ D and G = D Dᵀ, Woodbury's identity gives
/// (a·Dᵀ D + b·I)⁻¹ = (I - a·Dᵀ A⁻¹ D) / b, A = a·G + b·I, and with it everything below.
/// </summary>
internal sealed class RowSpace : IScatterSpace
{
    private readonly TrainingRows training;
    private readonly ILinearAlgebra algebra;
    private readonly Matrix gram;
    private readonly MatrixRoom room;
    private readonly Matrix rowsTimesMeans;
    private readonly Matrix meansTimesMeans;

    public RowSpace(TrainingRows training, ILinearAlgebra algebra, MatrixRoom room)
    {
        (this.training, this.algebra, this.room) = (training, algebra, room);
        gram = room.TakeZeros(training.Rows.Count);
        rowsTimesMeans = new Matrix(training.Rows.Count, training.Classes);
        RowBlocks.EachOfColumns(training.Rows, (block, first) =>
        {
            algebra.AddGram(block, gram);
            algebra.AddProduct(block, training.Means.Transposed(first, block.Columns), rowsTimesMeans);
        });
        meansTimesMeans = new Matrix(training.Classes, training.Classes);
        algebra.AddProduct(training.Means, training.Means.Transposed(), meansTimesMeans);
        MeanVariance = gram.Trace() / training.Rows.Count / training.Rows.Width;
    }

    public double MeanVariance { get; }

    public ISolvedScatter Solve(Shrinkage shrinkage)
    {
        if (!(shrinkage.Identity > 0))
            throw new ArithmeticException("With fewer rows than features the covariance is singular without shrinkage.");
        var factor = room.Copy(gram).Times(shrinkage.Scatter).PlusIdentity(shrinkage.Identity);
        algebra.Factor(factor);
        return new Solved(this, shrinkage, factor);
    }

    public void Dispose() => room.Give(gram);

    private sealed class Solved : ISolvedScatter
    {
        private readonly RowSpace space;
        private readonly Matrix factor;

        public Solved(RowSpace space, Shrinkage shrinkage, Matrix factor)
        {
            (this.space, Shrinkage, this.factor) = (space, shrinkage, factor);
            Projections = space.rowsTimesMeans.Copy();
            space.algebra.SolveLower(factor, Projections);
            space.algebra.SolveLowerTransposed(factor, Projections);
            MeanProducts = new Matrix(space.training.Classes, space.training.Classes);
            space.algebra.AddProduct(space.rowsTimesMeans, Projections, MeanProducts, transposeLeft: true);
            for (var i = 0; i < MeanProducts.Values.Length; i++)
                MeanProducts.Values[i] = (space.meansTimesMeans.Values[i] - shrinkage.Scatter * MeanProducts.Values[i])
                    / shrinkage.Identity;
        }

        public Shrinkage Shrinkage { get; }

        public Matrix MeanProducts { get; }

        public Matrix Projections { get; }

        public Matrix Coefficients()
        {
            var coefficients = space.training.Means.Transposed();
            RowBlocks.EachOfColumns(space.training.Rows, (block, first) =>
            {
                var part = new Matrix(block.Columns, Projections.Columns);
                space.algebra.AddProduct(block, Projections, part, transposeLeft: true);
                for (var feature = 0; feature < part.Rows; feature++)
                    for (var k = 0; k < part.Columns; k++)
                        coefficients[first + feature, k] -= Shrinkage.Scatter * part[feature, k];
            });
            return coefficients.Times(1 / Shrinkage.Identity);
        }

        public Matrix Leverages(IReadOnlyList<int> pictures)
        {
            var (views, training) = (space.training.Views, space.training);
            var inverse = space.room.Take(factor.Rows);
            space.algebra.InvertLower(factor, inverse);
            // The products of A⁻¹ = L⁻ᵀ L⁻¹ that are wanted, summed up row by row of L⁻¹.
            var products = new Matrix(views * views, training.Pictures);
            for (var row = 0; row < inverse.Rows; row++)
            {
                var values = inverse.Row(row);
                for (var view = 0; view < views; view++)
                    for (var other = 0; other < views; other++)
                        AddProducts(
                            values.Slice(view * training.Pictures, training.Pictures),
                            values.Slice(other * training.Pictures, training.Pictures), products.Row(view * views + other));
            }
            space.room.Give(inverse);
            var leverages = new Matrix(pictures.Count, views * views);
            for (var i = 0; i < pictures.Count; i++)
                for (var pair = 0; pair < views * views; pair++)
                    leverages[i, pair] = ((pair % (views + 1) == 0 ? 1 : 0)
                        - Shrinkage.Identity * products[pair, pictures[i]]) / Shrinkage.Scatter;
            return leverages;
        }

        public void Dispose() => space.room.Give(factor);

        private static void AddProducts(ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> sums)
        {
            for (var i = 0; i < sums.Length; i++)
                sums[i] += left[i] * right[i];
        }
    }
}
