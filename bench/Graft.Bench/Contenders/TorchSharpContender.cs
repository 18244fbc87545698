using Graft.Engine;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchSequential = TorchSharp.Modules.Sequential;

namespace Graft.Bench.Contenders;

/// <summary>The same network, written layer by layer with TorchSharp's modules.</summary>
internal sealed class TorchSharpContender : IContender
{
    private readonly TorchSequential network;
    private readonly bool channelsLast;
    private readonly long[] shape;
    private readonly float[] pictures;

    public TorchSharpContender(BenchNetwork network, int batch, bool channelsLast)
    {
        var model = network.Build();
        (Samples, MultiplyAdds, this.channelsLast) = (batch, BenchNetwork.MultiplyAdds(model), channelsLast);
        this.network = network.WriteWithTorchSharp(model);
        if (channelsLast)
            MakeChannelsLast(this.network);
        var input = model.Input.Shape;
        var logical = BenchNumbers.Pictures(batch, input.Size);
        shape = channelsLast ? [batch, input[0], input[1], 3] : [batch, 3, input[0], input[1]];
        pictures = channelsLast ? logical : ChannelsFirst(logical, [batch, input[0], input[1], 3]);
    }

    public string Title => $"TorchSharp, {(channelsLast ? "channels last" : "NCHW")}, batch {Samples}";

    public int Samples { get; }

    public long MultiplyAdds { get; }

    public void Run() => Compute();

    public IReadOnlyList<float> Check()
    {
        var values = Compute(toLogical: true);
        return CheckSample.Of(values.AsSpan(0, values.Length / Samples));
    }

    public void Dispose() => network.Dispose();

    private float[] Compute(bool toLogical = false)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = inference_mode();
        var input = tensor(pictures, shape);
        var output = network.forward(channelsLast ? Layout.FromLogical(input) : input);
        return (channelsLast || toLogical ? Layout.ToLogical(output) : output).contiguous().data<float>().ToArray();
    }

    private static float[] ChannelsFirst(float[] logical, long[] shape)
    {
        using var scope = NewDisposeScope();
        return Layout.FromLogical(tensor(logical, shape)).contiguous().data<float>().ToArray();
    }

    private static void MakeChannelsLast(TorchSequential network)
    {
        using var withoutGradient = no_grad();
        foreach (var convolution in network.modules().OfType<Conv2d>())
            convolution.weight = new Parameter(Layout.ChannelsLast(convolution.weight!.detach()));
    }
}
