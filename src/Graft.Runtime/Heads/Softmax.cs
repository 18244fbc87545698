namespace Graft.Runtime.Heads;

/// <summary>The softmax, and the loss that goes with it.</summary>
internal static class Softmax
{
    /// <summary>Turns logits into probabilities; gives the negative log likelihood of a class.</summary>
    public static double WithLoss(Span<double> logits, int label)
    {
        var largest = double.NegativeInfinity;
        foreach (var logit in logits)
            largest = Math.Max(largest, logit);
        var (sum, own) = (0.0, logits[label] - largest);
        foreach (ref var logit in logits)
            sum += logit = Math.Exp(logit - largest);
        foreach (ref var logit in logits)
            logit /= sum;
        return Math.Log(sum) - own;
    }
}
