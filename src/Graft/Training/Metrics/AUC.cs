using TorchSharp;

namespace Graft.Training.Metrics;

/// <summary>
/// The area under the ROC curve, over all samples and classes together: how likely a right answer's output is above a wrong
/// one's, ties counting half. It is exact, where Keras sums over 200 thresholds; 0 where there are no right or no wrong answers.
/// </summary>
public sealed record AUC : Metric
{
    /// <inheritdoc/>
    public override string Name => "auc";

    internal override IAccumulator Start() => new Ranking();

    private sealed class Ranking : IAccumulator
    {
        private readonly List<float> right = [];
        private readonly List<float> wrong = [];

        public double Result
        {
            get
            {
                if (right.Count == 0 || wrong.Count == 0)
                    return 0;
                float[] scores = [.. right, .. wrong];
                var isRight = new bool[scores.Length];
                Array.Fill(isRight, true, 0, right.Count);
                Array.Sort(scores, isRight);
                return Area(scores, isRight) / ((double)right.Count * wrong.Count);
            }
        }

        public double[] State
        {
            get => [right.Count, .. right, .. wrong];
            set
            {
                right.Clear();
                wrong.Clear();
                right.AddRange(value.Skip(1).Take((int)value[0]).Select(score => (float)score));
                wrong.AddRange(value.Skip(1 + (int)value[0]).Select(score => (float)score));
            }
        }

        public void Add(torch.Tensor target, ModelOutput output)
        {
            using var scope = torch.NewDisposeScope();
            var truth = Floats(ClassNumbers.OneHot(target, output.Values));
            var scores = Floats(output.Values);
            for (var i = 0; i < scores.Length; i++)
                (truth[i] > 0.5f ? right : wrong).Add(scores[i]);
        }

        private static float[] Floats(torch.Tensor values) =>
            values.to_type(torch.float32).cpu().contiguous().data<float>().ToArray();

        private static double Area(float[] scores, bool[] isRight)
        {
            var (area, wrongBelow) = (0.0, 0L);
            for (var start = 0; start < scores.Length;)
            {
                var (end, rights) = (start, 0L);
                for (; end < scores.Length && scores[end].Equals(scores[start]); end++)
                    rights += isRight[end] ? 1 : 0;
                var wrongs = end - start - rights;
                area += rights * (wrongBelow + wrongs / 2.0);
                wrongBelow += wrongs;
                start = end;
            }
            return area;
        }
    }
}
