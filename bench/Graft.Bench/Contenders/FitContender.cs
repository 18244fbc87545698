using Graft.Engine;

namespace Graft.Bench.Contenders;

/// <summary>
/// The classic program with Graft's <c>Fit</c>, as a user writes it; or epoch by epoch, so that the trunk runs in each.
/// </summary>
internal sealed class FitContender : IContender
{
    private readonly bool trunkInEveryEpoch;
    private readonly Model model = ClassicProgram.Build();
    private readonly NDArray samples;
    private readonly int[] labels = ClassicProgram.Labels();
    private readonly IReadOnlyList<float> losses;

    public FitContender(bool trunkInEveryEpoch)
    {
        this.trunkInEveryEpoch = trunkInEveryEpoch;
        samples = ClassicProgram.Samples(model);
        losses = Fit();
    }

    public string Title => trunkInEveryEpoch ? "Graft, one Fit an epoch" : "Graft, one Fit";

    public int Samples => ClassicProgram.Pictures * ClassicProgram.Epochs;

    public long MultiplyAdds => 0;

    // Left to itself, Fit computes the frozen part in bf16 where the processor has it.
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
            var history = model.Fit(samples, labels, ClassicProgram.Batch, epochs, shuffle: false);
            result.AddRange(history["loss"].Select(loss => (float)loss));
        }
        return result;
    }
}
