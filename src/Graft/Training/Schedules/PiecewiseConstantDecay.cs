namespace Graft.Training.Schedules;

/// <summary>
/// One rate up to and including the first boundary, the next one up to the second, and so on: Keras's
/// <c>PiecewiseConstantDecay</c>.
/// </summary>
public sealed class PiecewiseConstantDecay : LearningRateSchedule
{
    private readonly long[] boundaries;
    private readonly double[] values;

    /// <summary>Describes the stairs.</summary>
    /// <param name="boundaries">Steps in rising order; the step of a boundary still has the earlier rate.</param>
    /// <param name="values">The rates, one more than there are boundaries.</param>
    /// <exception cref="TrainingException">The numbers do not match or a value is out of its range; all are named.</exception>
    public PiecewiseConstantDecay(IReadOnlyList<long> boundaries, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(boundaries);
        ArgumentNullException.ThrowIfNull(values);
        var problems = new Problems();
        problems.Require(
            values.Count == boundaries.Count + 1,
            $"{boundaries.Count} boundaries need {boundaries.Count + 1} values, {values.Count} were given.");
        for (var i = 0; i < values.Count; i++)
            RequireRate(problems, FormattableString.Invariant($"value {i}"), values[i]);
        for (var i = 1; i < boundaries.Count; i++)
            problems.Require(
                boundaries[i] > boundaries[i - 1],
                $"boundary {i} is {boundaries[i]}; it must be above the one before, {boundaries[i - 1]}.");
        problems.ThrowIfAny(nameof(PiecewiseConstantDecay));
        (this.boundaries, this.values) = ([.. boundaries], [.. values]);
    }

    /// <inheritdoc/>
    public override double At(long step)
    {
        var part = 0;
        while (part < boundaries.Length && step > boundaries[part])
            part++;
        return values[part];
    }
}
