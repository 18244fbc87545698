using Graft.Operations;
using Graft.Trunk.Programs;
using static TorchSharp.torch;

namespace Graft.Trunk.Quantization;

/// <summary>
/// Watches which numbers a network computes on samples, and finds from them the codes of 8 bits with which its outputs stay nearest.
/// </summary>
internal sealed class TrunkCalibration : IDisposable
{
    private const int MostCompared = 32;

    private readonly Func<OperationGraph> lower;
    private readonly int batch;
    private readonly ScalarType type;
    private readonly ValueStatistics[] statistics;
    private readonly TrunkProgram watching;
    private readonly List<(Tensor[] Inputs, int Count)> compared = [];

    /// <summary>Prepares to watch a network.</summary>
    /// <param name="lower">Gives the network; its constants need to live as long as the dispose scope around the call.</param>
    /// <param name="batch">Samples in every batch.</param>
    /// <param name="type">What is computed in where 8 bits are not.</param>
    /// <exception cref="TrunkProgramException">It cannot be compiled on this machine.</exception>
    public TrunkCalibration(Func<OperationGraph> lower, int batch, ScalarType type)
    {
        (this.lower, this.batch, this.type) = (lower, batch, type);
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var folded = GraphFolding.Fold(lower());
        var values = new QuantizationPlan(ConvolutionFusing.Fuse(folded), firstInFull: false).Values;
        statistics = [.. values.Select(_ => new ValueStatistics())];
        watching = TrunkProgram.Compile(folded with { Outputs = values }, batch, type);
    }

    /// <summary>Samples watched so far.</summary>
    public int Samples { get; private set; }

    /// <summary>Watches a batch.</summary>
    /// <param name="inputs">For each input a tensor of float32 in libtorch's layout.</param>
    /// <param name="count">How many of its samples are real.</param>
    public void Watch(Tensor[] inputs, int count)
    {
        using var scope = NewDisposeScope();
        foreach (var (statistic, seen) in statistics.Zip(watching.Run(inputs)))
            statistic.Add(seen.narrow(0, 0, count));
        Samples += count;
        if (compared.Sum(kept => kept.Count) < MostCompared)
            compared.Add(([.. inputs.Select(input => input.clone().DetachFromDisposeScope())], count));
    }

    /// <summary>Finds the best codes.</summary>
    /// <exception cref="TrunkProgramException">It cannot be compiled on this machine.</exception>
    public TrunkQuantization Finish()
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var search = new RangeSearch(GraphFolding.Fold(lower()), batch, type, statistics, compared);
        var best = search.Run();
        best.Program.Dispose();
        return new TrunkQuantization(best, Samples, search.Errors(best));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        watching.Dispose();
        foreach (var statistic in statistics)
            statistic.Dispose();
        foreach (var tensor in compared.SelectMany(some => some.Inputs))
            tensor.Dispose();
    }
}
