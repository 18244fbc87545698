using TorchSharp;

namespace Graft.Training.Metrics;

/// <summary>A metric that is the mean of a value that each sample has.</summary>
public abstract record MeanMetric : Metric
{
    private protected MeanMetric()
    {
    }

    internal abstract torch.Tensor PerSample(torch.Tensor target, ModelOutput output);

    internal override IAccumulator Start() => new Mean(this);

    private sealed class Mean(MeanMetric metric) : IAccumulator
    {
        private double sum;
        private long count;

        public double Result => count == 0 ? 0 : sum / count;

        public double[] State
        {
            get => [sum, count];
            set => (sum, count) = (value[0], (long)value[1]);
        }

        public void Add(torch.Tensor target, ModelOutput output)
        {
            using var scope = torch.NewDisposeScope();
            var values = metric.PerSample(target, output);
            sum += values.sum(torch.float64).item<double>();
            count += values.numel();
        }
    }
}
