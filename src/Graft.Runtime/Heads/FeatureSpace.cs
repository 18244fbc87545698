namespace Graft.Runtime.Heads;

/// <summary>The scatter as a matrix of features by features.</summary>
internal sealed class FeatureSpace : IScatterSpace
{
    private readonly TrainingRows training;
    private readonly ILinearAlgebra algebra;
    private readonly Matrix scatter;
    private readonly MatrixRoom room;

    public FeatureSpace(TrainingRows training, ILinearAlgebra algebra, MatrixRoom room)
    {
        (this.training, this.algebra, this.room) = (training, algebra, room);
        scatter = room.TakeZeros(training.Rows.Width);
        int[] all = [.. Enumerable.Range(0, training.Rows.Count)];
        RowBlocks.EachTransposed(training.Rows, all, (block, _) => algebra.AddGram(block, scatter));
        MeanVariance = scatter.Trace() / training.Rows.Count / training.Rows.Width;
    }

    public double MeanVariance { get; }

    public ISolvedScatter Solve(Shrinkage shrinkage) =>
        new Solved(training, algebra, shrinkage, room.Copy(scatter).Times(shrinkage.Scatter).PlusIdentity(shrinkage.Identity), room);

    public void Dispose() => room.Give(scatter);

    private sealed class Solved : ISolvedScatter
    {
        private readonly TrainingRows training;
        private readonly ILinearAlgebra algebra;
        private readonly Matrix factor;
        private readonly Matrix coefficients;
        private readonly MatrixRoom room;

        public Solved(TrainingRows training, ILinearAlgebra algebra, Shrinkage shrinkage, Matrix covariance, MatrixRoom room)
        {
            (this.training, this.algebra, Shrinkage, factor, this.room) = (training, algebra, shrinkage, covariance, room);
            algebra.Factor(factor);
            coefficients = training.Means.Transposed();
            algebra.SolveLower(factor, coefficients);
            algebra.SolveLowerTransposed(factor, coefficients);
            MeanProducts = new Matrix(training.Classes, training.Classes);
            algebra.AddProduct(training.Means, coefficients, MeanProducts);
            Projections = new LinearHead(coefficients, new double[training.Classes]).Logits(training.Rows, algebra);
        }

        public Shrinkage Shrinkage { get; }

        public Matrix MeanProducts { get; }

        public Matrix Projections { get; }

        public Matrix Coefficients() => coefficients;

        public Matrix Leverages(IReadOnlyList<int> pictures)
        {
            var (views, leverages) = (training.Views, new Matrix(pictures.Count, training.Views * training.Views));
            // The views of a picture stand beside each other.
            int[] wanted = [.. pictures.SelectMany(picture =>
                Enumerable.Range(0, views).Select(view => training.RowOf(picture, view)))];
            RowBlocks.EachTransposed(training.Rows, wanted, (block, first) =>
            {
                algebra.SolveLower(factor, block);
                for (var feature = 0; feature < block.Rows; feature++)
                {
                    var values = block.Row(feature);
                    for (var i = 0; i < values.Length; i++)
                        for (var other = 0; other < views; other++)
                        {
                            var (picture, view) = Math.DivRem(first + i, views);
                            leverages[picture, view * views + other] += values[i] * values[i - view + other];
                        }
                }
            });
            return leverages;
        }

        public void Dispose() => room.Give(factor);
    }
}
