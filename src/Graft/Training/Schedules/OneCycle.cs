namespace Graft.Training.Schedules;

/// <summary>
/// One rise to a high rate and one long fall far below the start, while the momentum goes the other way (Smith and Topin, 2018):
/// torch's <c>OneCycleLR</c>.
/// </summary>
public sealed class OneCycle : LearningRateSchedule
{
    private readonly (double End, double Rate, double Momentum)[] corners;
    private readonly bool linear;

    /// <summary>Describes the cycle.</summary>
    /// <param name="maxLearningRate">The highest rate.</param>
    /// <param name="totalSteps">The number of steps of the cycle, at least 2; later ones keep its last rate.</param>
    /// <param name="riseShare">The share of the steps in which the rate rises, above 0 and below 1; 0.3 by default.</param>
    /// <param name="startFactor">By how much the first rate lies below the highest, above 0; 25 by default.</param>
    /// <param name="finalFactor">By how much the last rate lies below the first, above 0; 10,000 by default.</param>
    /// <param name="linear">Whether the rate follows lines instead of half cosines.</param>
    /// <param name="threePhases">
    /// Whether the rate falls back to the first one in as many steps as it rose, and only then to the last.
    /// </param>
    /// <param name="baseMomentum">The momentum at the highest rate, 0 to below 1; 0.85 by default.</param>
    /// <param name="maxMomentum">The momentum at the first and at the last rate, 0 to below 1; 0.95 by default.</param>
    /// <exception cref="TrainingException">A value is out of its range; all are named.</exception>
    public OneCycle(
        double maxLearningRate,
        long totalSteps,
        double riseShare = 0.3,
        double startFactor = 25,
        double finalFactor = 1e4,
        bool linear = false,
        bool threePhases = false,
        double baseMomentum = 0.85,
        double maxMomentum = 0.95)
    {
        var problems = new Problems();
        RequireRate(problems, nameof(maxLearningRate), maxLearningRate);
        problems.Require(totalSteps >= 2, $"{nameof(totalSteps)} is {totalSteps}; it must be at least 2.");
        var longest = threePhases ? 0.5 : 1;
        problems.Require(
            riseShare > 0 && riseShare < longest, $"{nameof(riseShare)} is {riseShare}; it must be above 0 and below {longest}.");
        problems.Require(startFactor > 0, $"{nameof(startFactor)} is {startFactor}; it must be above 0.");
        problems.Require(finalFactor > 0, $"{nameof(finalFactor)} is {finalFactor}; it must be above 0.");
        RequireMomentum(problems, nameof(baseMomentum), baseMomentum);
        RequireMomentum(problems, nameof(maxMomentum), maxMomentum);
        problems.ThrowIfAny(nameof(OneCycle));
        this.linear = linear;
        var first = maxLearningRate / startFactor;
        var top = riseShare * totalSteps - 1;
        corners =
        [
            (0, first, maxMomentum),
            (top, maxLearningRate, baseMomentum),
            .. threePhases ? [(2 * top, first, maxMomentum)] : Array.Empty<(double, double, double)>(),
            (totalSteps - 1, first / finalFactor, maxMomentum),
        ];
    }

    /// <inheritdoc/>
    public override double At(long step) => Between(step, corner => corner.Rate);

    /// <inheritdoc/>
    public override double? MomentumAt(long step) => Between(step, corner => corner.Momentum);

    private double Between(long step, Func<(double End, double Rate, double Momentum), double> value)
    {
        var next = Math.Max(1, Array.FindIndex(corners, corner => step <= corner.End));
        if (step > corners[^1].End)
            return value(corners[^1]);
        var (from, to) = (corners[next - 1], corners[next]);
        var share = (step - from.End) / (to.End - from.End);
        return linear
            ? value(from) + (value(to) - value(from)) * share
            : value(to) + (value(from) - value(to)) / 2 * (1 + Math.Cos(Math.PI * share));
    }
}
