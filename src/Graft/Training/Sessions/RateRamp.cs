using Graft.Training.Callbacks;

namespace Graft.Training.Sessions;

/// <summary>
/// Writes down how the loss goes while the rate rises, and ends training when all steps are made or the loss runs away (Smith,
/// 2015).
/// </summary>
internal sealed class RateRamp(int steps) : Callback
{
    private const double Smoothing = 0.9;
    private const double RunAway = 4;

    private readonly List<double> rates = [];
    private readonly List<double> losses = [];
    private double mean;
    private double nextRate;

    public LearningRateCurve Curve => new(rates, losses);

    /// <inheritdoc/>
    public override void OnTrainBegin(ITrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        nextRate = run.LearningRate;
    }

    /// <inheritdoc/>
    public override void OnBatchEnd(ITrainingRun run, int step, double loss)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!double.IsFinite(loss))
        {
            run.Stop("the loss is no longer a number");
            return;
        }
        mean = mean * Smoothing + loss * (1 - Smoothing);
        rates.Add(nextRate);
        losses.Add(mean / (1 - Math.Pow(Smoothing, rates.Count)));
        nextRate = run.LearningRate;
        if (rates.Count == steps)
            run.Stop("all rates were tried");
        else if (losses[^1] > RunAway * losses.Min())
            run.Stop("the loss runs away");
    }
}
