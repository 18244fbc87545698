using Graft.Engine;
using Graft.Training;
using Graft.Trunk;

namespace Graft.Bench.Contenders;

/// <summary>
/// The classic program with Graft's <c>Fit</c>, as a user writes it; or epoch by epoch, so that the trunk runs in each.
/// </summary>
/// <remarks>
/// Left to itself, Fit compares bf16 with fp32 on the first pictures. Weights that are made have no features to speak of, and what
/// rounding leaves of them differs by a sixth, so that it takes fp32. With published MobileNets it takes bf16; that is asked for here.
/// </remarks>
internal sealed class FitContender : IContender
{
    private readonly bool trunkInEveryEpoch;
    private readonly Precision precision;
    private readonly Model model = ClassicProgram.Build();
    private readonly NDArray samples;
    private readonly NDArray labels = new(
        [.. ClassicProgram.Labels().Select(label => (float)label)], ClassicProgram.Pictures, 1);

    private readonly IReadOnlyList<float> losses;

    public FitContender(bool trunkInEveryEpoch, Precision precision)
    {
        (this.trunkInEveryEpoch, this.precision) = (trunkInEveryEpoch, precision);
        samples = ClassicProgram.Samples(model);
        losses = Fit();
    }

    public string Title =>
        $"Graft, one Fit{(trunkInEveryEpoch ? " an epoch" : "")}, {(precision == Precision.Auto ? "precision compared first" : "bf16")}";

    public int Samples => ClassicProgram.Pictures * ClassicProgram.Epochs;

    public long MultiplyAdds => 0;

    public bool IsReduced => Processor.HasBFloat16;

    public void Run() => Fit();

    public IReadOnlyList<float> Check() => losses;

    public void Dispose()
    {
    }

    private List<float> Fit()
    {
        model.Compile(new Training.Optimizers.Adam(ClassicProgram.LearningRate), "sparse_categorical_crossentropy");
        var (calls, epochs) = trunkInEveryEpoch ? (ClassicProgram.Epochs, 1) : (1, ClassicProgram.Epochs);
        List<float> result = [];
        for (var i = 0; i < calls; i++)
        {
            var options = new FitOptions { BatchSize = ClassicProgram.Batch, Epochs = epochs, Shuffle = false, Precision = precision };
            var history = model.Fit([samples], [labels], options);
            result.AddRange(history["loss"].Select(loss => (float)loss));
        }
        return result;
    }
}
