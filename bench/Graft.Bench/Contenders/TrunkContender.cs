using Graft.Trunk;

namespace Graft.Bench.Contenders;

/// <summary>Graft's trunk pass over a network.</summary>
internal sealed class TrunkContender : IContender
{
    private readonly TrunkPass pass;
    private readonly NDArray pictures;

    public TrunkContender(BenchNetwork network, int batch, Precision precision)
    {
        var model = network.Build();
        (Samples, MultiplyAdds) = (batch, BenchNetwork.MultiplyAdds(model));
        pass = new TrunkPass(model, batch, precision: precision);
        pictures = new NDArray(BenchNumbers.Pictures(batch, model.Input.Shape.Size), [batch, .. model.Input.Shape.Dimensions]);
        pass.Run([pictures]);
    }

    public string Title => $"Graft, {pass.DType}, batch {Samples}";

    public int Samples { get; }

    public long MultiplyAdds { get; }

    public bool IsReduced => pass.DType != "float32";

    public void Run() => pass.Run([pictures]);

    public IReadOnlyList<float> Check() => CheckSample.Of(pass.Run([pictures])[0][0]);

    public void Dispose() => pass.Dispose();
}
