namespace Graft.Runtime.Heads;

/// <summary>
/// A step along a direction that meets the strong Wolfe conditions: the value falls enough, and the slope has become flat
/// enough (Nocedal and Wright, 2006, algorithms 3.5 and 3.6).
/// </summary>
/// <param name="function">What is minimised.</param>
/// <param name="start">Where the search begins.</param>
/// <param name="direction">Where to; downhill.</param>
internal sealed class LineSearch(IDifferentiable function, double[] start, double[] direction)
{
    private const double Decrease = 1e-4;
    private const double Flatness = 0.9;
    private const int Trials = 40;

    private int trials;

    /// <summary>The point reached.</summary>
    public double[] Point { get; } = new double[start.Length];

    /// <summary>The gradient there.</summary>
    public double[] Gradient { get; } = new double[start.Length];

    /// <summary>The value there.</summary>
    public double Value { get; private set; }

    /// <summary>Searches; false where no better point was found, which happens at the end of what doubles can tell.</summary>
    public bool Run(double value, double slope, double firstStep)
    {
        var last = new Trial(0, value, slope);
        var origin = last;
        var step = firstStep;
        while (trials < Trials)
        {
            var trial = Try(step);
            if (IsTooHigh(trial, origin) || (last.Step > 0 && trial.Value >= last.Value))
                return Zoom(origin, last, trial);
            if (Math.Abs(trial.Slope) <= -Flatness * slope)
                return true;
            if (trial.Slope >= 0)
                return Zoom(origin, trial, last);
            last = trial;
            step *= 2;
        }
        return false;
    }

    private bool Zoom(Trial origin, Trial low, Trial high)
    {
        while (trials < Trials && Math.Abs(high.Step - low.Step) > 1e-16 * Math.Max(1, low.Step))
        {
            var trial = Try(Between(low, high));
            if (IsTooHigh(trial, origin) || trial.Value >= low.Value)
            {
                high = trial;
                continue;
            }
            if (Math.Abs(trial.Slope) <= -Flatness * origin.Slope)
                return true;
            if (trial.Slope * (high.Step - low.Step) >= 0)
                high = low;
            low = trial;
        }
        // The best that was seen is still lower than the start.
        if (low.Step == 0)
            return false;
        Try(low.Step);
        return true;
    }

    private static bool IsTooHigh(Trial trial, Trial origin) =>
        !(trial.Value <= origin.Value + Decrease * trial.Step * origin.Slope);

    // The minimum of the parabola through the low end's value and slope and the high end's value, kept off the ends.
    private static double Between(Trial low, Trial high)
    {
        var width = high.Step - low.Step;
        var bend = 2 * (high.Value - low.Value - low.Slope * width);
        var share = bend > 0 ? -low.Slope * width / bend : 0.5;
        return low.Step + Math.Clamp(share, 0.1, 0.9) * width;
    }

    private Trial Try(double step)
    {
        trials++;
        for (var i = 0; i < Point.Length; i++)
            Point[i] = start[i] + step * direction[i];
        Value = function.Evaluate(Point, Gradient);
        var slope = 0.0;
        for (var i = 0; i < Point.Length; i++)
            slope += Gradient[i] * direction[i];
        return new Trial(step, Value, slope);
    }

    private readonly record struct Trial(double Step, double Value, double Slope);
}
