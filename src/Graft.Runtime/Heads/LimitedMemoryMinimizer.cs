namespace Graft.Runtime.Heads;

/// <summary>
/// Minimises a smooth function by L-BFGS (Liu and Nocedal, 1989): the last few steps tell how the gradient bends.
/// </summary>
/// <param name="tolerance">It ends where no entry of the gradient is larger than this. Above 0.</param>
/// <param name="iterations">It ends after so many steps, at least 1.</param>
internal sealed class LimitedMemoryMinimizer(double tolerance, int iterations)
{
    private const int Memory = 10;

    /// <summary>Minimises, and leaves the best point in the place of the start.</summary>
    /// <returns>The value there.</returns>
    public double Run(IDifferentiable function, double[] point, CancellationToken cancellationToken = default)
    {
        var gradient = new double[point.Length];
        var value = function.Evaluate(point, gradient);
        var steps = new Queue<Step>();
        for (var iteration = 0; iteration < iterations && gradient.Max(Math.Abs) > tolerance; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var direction = Direction(gradient, steps);
            var slope = Dot(direction, gradient);
            if (!(slope < 0))
                break;
            var search = new LineSearch(function, point, direction);
            var firstStep = steps.Count > 0 ? 1 : Math.Min(1, 1 / Math.Sqrt(-slope));
            if (!search.Run(value, slope, firstStep))
                break;
            var step = new Step(Difference(search.Point, point), Difference(search.Gradient, gradient));
            search.Point.CopyTo(point, 0);
            search.Gradient.CopyTo(gradient, 0);
            value = search.Value;
            if (!(step.Curvature > 0))
                continue;
            steps.Enqueue(step);
            if (steps.Count > Memory)
                steps.Dequeue();
        }
        return value;
    }

    // The two loops of L-BFGS: minus the gradient times the inverse of the curvature as far as the steps know it.
    private static double[] Direction(double[] gradient, Queue<Step> steps)
    {
        double[] direction = [.. gradient.Select(value => -value)];
        var shares = new Stack<double>();
        foreach (var step in steps.Reverse())
        {
            shares.Push(Dot(step.Move, direction) / step.Curvature);
            Add(direction, -shares.Peek(), step.Change);
        }
        if (steps.Count > 0)
        {
            var last = steps.Last();
            var scale = last.Curvature / Dot(last.Change, last.Change);
            for (var i = 0; i < direction.Length; i++)
                direction[i] *= scale;
        }
        foreach (var step in steps)
            Add(direction, shares.Pop() - Dot(step.Change, direction) / step.Curvature, step.Move);
        return direction;
    }

    private static double Dot(double[] left, double[] right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }

    private static void Add(double[] to, double factor, double[] what)
    {
        for (var i = 0; i < to.Length; i++)
            to[i] += factor * what[i];
    }

    private static double[] Difference(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a - b)];

    private sealed record Step(double[] Move, double[] Change)
    {
        public double Curvature { get; } = Dot(Move, Change);
    }
}
