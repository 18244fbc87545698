using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Metrics;

/// <summary>How often each class was named rightly, named wrongly, and missed.</summary>
internal sealed class BinaryCounts(Func<torch.Tensor, torch.Tensor> named, Func<BinaryCounts, double> figure) : IAccumulator
{
    public double[] TruePositives { get; private set; } = [];

    public double[] FalsePositives { get; private set; } = [];

    public double[] FalseNegatives { get; private set; } = [];

    public double Result => figure(this);

    public double[] State
    {
        get => [.. TruePositives, .. FalsePositives, .. FalseNegatives];
        set
        {
            var classes = value.Length / 3;
            (TruePositives, FalsePositives, FalseNegatives) =
                (value[..classes], value[classes..(2 * classes)], value[(2 * classes)..]);
        }
    }

    public void Add(torch.Tensor target, ModelOutput output)
    {
        using var scope = torch.NewDisposeScope();
        var classes = output.Values.shape[^1];
        var yes = named(output.Values).reshape(-1, classes).to_type(torch.float64);
        var right = ClassNumbers.OneHot(target, output.Values).reshape(-1, classes).to_type(torch.float64);
        TruePositives = Sum(TruePositives, right * yes);
        FalsePositives = Sum(FalsePositives, right.ToOne() * yes);
        FalseNegatives = Sum(FalseNegatives, right * yes.ToOne());
    }

    /// <summary>A share that is 0 where there is nothing to share.</summary>
    public static double Share(double part, double whole) => whole == 0 ? 0 : part / whole;

    private static double[] Sum(double[] before, torch.Tensor rows)
    {
        var added = rows.sum([0L]).data<double>().ToArray();
        for (var i = 0; i < before.Length; i++)
            added[i] += before[i];
        return added;
    }
}
