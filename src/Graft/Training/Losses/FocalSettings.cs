namespace Graft.Training.Losses;

/// <summary>The settings that both focal losses share.</summary>
internal static class FocalSettings
{
    public static void Check(Problems problems, double alpha, double gamma)
    {
        problems.Require(alpha is >= 0 and < double.PositiveInfinity, $"Alpha is {alpha}; it must be 0 or above.");
        problems.Require(gamma is >= 0 and < double.PositiveInfinity, $"Gamma is {gamma}; it must be 0 or above.");
    }
}
