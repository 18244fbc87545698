namespace Graft.Runtime.Heads;

/// <summary>
/// How the covariance is made of the scatter S (the sum over all rows of the products of their differences from their class's
/// mean): <c>Scatter</c> · S + <c>Identity</c> · I.
/// </summary>
internal readonly record struct Shrinkage(double Scatter, double Identity)
{
    /// <summary>(1 - share) · S / rows + share · variance · I</summary>
    public Shrinkage(double share, double meanVariance, int rows) : this((1 - share) / rows, share * meanVariance)
    {
    }
}
