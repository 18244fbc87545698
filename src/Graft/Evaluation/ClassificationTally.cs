namespace Graft.Evaluation;

/// <summary>
/// Gathers what a classifier said about labelled pictures and sums it up. Everything is computed from logits in double precision,
/// so that a probability which rounds to 0 still has its logarithm.
/// </summary>
public sealed class ClassificationTally
{
    private const int Top = 5;

    private readonly string[] labels;
    private readonly int[,] counts;
    private readonly CalibrationError calibration = new();
    private int count;
    private int right;
    private int amongTop;
    private double loss;

    /// <summary>Begins with nothing gathered.</summary>
    /// <param name="labels">The names of the classes, in the model's order; at least one.</param>
    /// <exception cref="ArgumentException">There is no class.</exception>
    public ClassificationTally(IEnumerable<string> labels)
    {
        this.labels = [.. labels];
        if (this.labels.Length == 0)
            throw new ArgumentException("A classifier has at least one class.", nameof(labels));
        counts = new int[this.labels.Length, this.labels.Length];
    }

    /// <summary>Adds one picture.</summary>
    /// <param name="label">The place of its class among the labels.</param>
    /// <param name="logits">What the model gave before softmax, one number a class.</param>
    /// <exception cref="ArgumentException">There is no such class, or not one number a class.</exception>
    public void Add(int label, ReadOnlySpan<float> logits)
    {
        Span<double> wide = logits.Length <= 1024 ? stackalloc double[logits.Length] : new double[logits.Length];
        for (var at = 0; at < logits.Length; at++)
            wide[at] = logits[at];
        Add(label, wide);
    }

    /// <inheritdoc cref="Add(int, ReadOnlySpan{float})"/>
    public void Add(int label, ReadOnlySpan<double> logits)
    {
        if (logits.Length != labels.Length)
            throw new ArgumentException($"There are {labels.Length} classes and {logits.Length} logits.", nameof(logits));
        if (label < 0 || label >= labels.Length)
            throw new ArgumentException($"There are {labels.Length} classes and none with the number {label}.", nameof(label));
        var predicted = 0;
        var above = 0;
        for (var at = 0; at < logits.Length; at++)
        {
            if (logits[at] > logits[predicted])
                predicted = at;
            if (logits[at] > logits[label] || (logits[at] == logits[label] && at < label))
                above++;
        }
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp(logit - logits[predicted]);

        count++;
        counts[label, predicted]++;
        loss += Math.Log(sum) + logits[predicted] - logits[label];
        amongTop += above < Top ? 1 : 0;
        right += predicted == label ? 1 : 0;
        calibration.Add(1 / sum, predicted == label);
    }

    /// <summary>Sums up what was gathered.</summary>
    /// <exception cref="InvalidOperationException">Nothing was gathered.</exception>
    public ClassificationReport Report()
    {
        if (count == 0)
            throw new InvalidOperationException("There is no picture to judge by.");
        ClassFigures[] perClass = [.. Enumerable.Range(0, labels.Length).Select(Figures)];
        return new()
        {
            Count = count,
            Accuracy = (double)right / count,
            BalancedAccuracy = perClass.Where(figures => figures.Support > 0).Average(figures => figures.Recall),
            LogLoss = loss / count,
            Top5Accuracy = (double)amongTop / count,
            ExpectedCalibrationError = calibration.Value(),
            CalibrationErrorByChance = calibration.ByChance(),
            PerClass = perClass,
            Confusion = new(labels, [.. Enumerable.Range(0, labels.Length).Select(Row)]),
        };
    }

    private ClassFigures Figures(int label)
    {
        var hits = counts[label, label];
        var support = Row(label).Sum();
        var given = Enumerable.Range(0, labels.Length).Sum(truth => counts[truth, label]);
        return new(labels[label], Share(hits, given), Share(hits, support), Share(2 * hits, given + support), support);
    }

    private int[] Row(int label) => [.. Enumerable.Range(0, labels.Length).Select(predicted => counts[label, predicted])];

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
