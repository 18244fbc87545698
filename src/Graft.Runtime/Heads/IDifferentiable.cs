namespace Graft.Runtime.Heads;

/// <summary>A smooth function of many numbers.</summary>
internal interface IDifferentiable
{
    /// <summary>The function's value at a point; writes its gradient there.</summary>
    double Evaluate(ReadOnlySpan<double> point, Span<double> gradient);
}
