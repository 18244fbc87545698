namespace Graft.Training.Optimizers;

/// <summary>
/// An average of the weights over the steps (Polyak and Juditsky, 1992), in which old steps count less and less. While an epoch
/// is validated and when training ends, the model holds the averages, so that what is judged is what comes out. Statistics of
/// batch normalization are averages already and stay as they are.
/// </summary>
/// <param name="Momentum">How much of the average is kept in each step, 0 to below 1; 0.99 by default, as in Keras.</param>
public sealed record Ema(double Momentum = 0.99)
{
    /// <summary>
    /// Every so many steps the weights themselves are set to their averages, at least 1; null: never, as in Keras.
    /// </summary>
    public int? OverwriteFrequency { get; init; }

    /// <summary>
    /// Whether momentum grows from zero to <see cref="Momentum"/> as <c>1 - (1 + step / gamma) ^ -power</c>, as in timm's
    /// <c>ModelEmaV3</c>; false by default.
    /// </summary>
    public bool WarmUp { get; init; }

    /// <summary>How many steps the warm-up takes to get going, above 0; 1 by default.</summary>
    public double WarmUpGamma { get; init; } = 1;

    /// <summary>How fast the warm-up nears its end, above 0; 2/3 by default.</summary>
    public double WarmUpPower { get; init; } = 2.0 / 3;

    /// <summary>The momentum below which the warm-up never is, 0 to <see cref="Momentum"/>; 0 by default.</summary>
    public double MinimumMomentum { get; init; }

    /// <summary>For how many steps the average only follows the weights, at least 1; 1 by default, as in Keras; timm:
    /// 2.</summary>
    public int FollowingSteps { get; init; } = 1;

    /// <summary>How much of the average is kept in an update.</summary>
    /// <param name="update">The number of the update, from 1 on.</param>
    internal double MomentumAt(long update)
    {
        if (update <= FollowingSteps)
            return 0;
        if (!WarmUp)
            return Momentum;
        var grown = 1 - Math.Pow(1 + (update - FollowingSteps) / WarmUpGamma, -WarmUpPower);
        return Math.Clamp(grown, MinimumMomentum, Momentum);
    }

    internal void Check(Problems problems)
    {
        problems.Require(Momentum is >= 0 and < 1, $"Ema.{nameof(Momentum)} is {Momentum}; it must be from 0 to below 1.");
        problems.Require(
            OverwriteFrequency is null or >= 1,
            $"Ema.{nameof(OverwriteFrequency)} is {OverwriteFrequency}; it must be at least 1.");
        problems.Require(WarmUpGamma > 0, $"Ema.{nameof(WarmUpGamma)} is {WarmUpGamma}; it must be above 0.");
        problems.Require(WarmUpPower > 0, $"Ema.{nameof(WarmUpPower)} is {WarmUpPower}; it must be above 0.");
        problems.Require(
            MinimumMomentum >= 0 && MinimumMomentum <= Math.Max(Momentum, 0),
            $"Ema.{nameof(MinimumMomentum)} is {MinimumMomentum}; it must be from 0 to the momentum.");
        problems.Require(FollowingSteps >= 1, $"Ema.{nameof(FollowingSteps)} is {FollowingSteps}; it must be at least 1.");
    }
}
