using Graft.Layers;
using TorchSharp;
using TorchSequential = TorchSharp.Modules.Sequential;

namespace Graft.Bench.Contenders;

/// <summary>A network that several stacks run: Graft's own graph of it, and the same written with TorchSharp's modules.</summary>
internal sealed class BenchNetwork
{
    private readonly Func<Model> build;
    private readonly Func<Model, TorchSequential> write;

    private BenchNetwork(Func<Model> build, Func<Model, TorchSequential> write) => (this.build, this.write) = (build, write);

    public static BenchNetwork Vgg16 { get; } = new(
        () => Backbones.Vgg16.Load(weights: null, includeTop: false, inputShape: (150, 150, 3)),
        TorchSharpNetworks.Vgg16);

    public static BenchNetwork MobileNet { get; } = OfWidth(1.0);

    public static BenchNetwork NarrowMobileNet { get; } = OfWidth(0.25);

    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static BenchNetwork Find(string name) => name switch
    {
        "vgg16" => Vgg16,
        "mobilenet" => MobileNet,
        "mobilenet-0.25" => NarrowMobileNet,
        _ => throw new ArgumentException($"There is no network '{name}'.", nameof(name)),
    };

    /// <summary>The graph, with weights that are the same in every process.</summary>
    public Model Build()
    {
        var model = build();
        BenchNumbers.FillWeights(model);
        return model;
    }

    /// <summary>The same network of TorchSharp's modules, in evaluation mode, with a model's weights.</summary>
    public TorchSequential WriteWithTorchSharp(Model model)
    {
        using var withoutGradient = torch.no_grad();
        var network = write(model);
        network.eval();
        return network;
    }

    private static BenchNetwork OfWidth(double width) => new(
        () => Pooled(Backbones.MobileNet.Load(weights: null, includeTop: false, inputShape: (224, 224, 3), alpha: width)),
        model => TorchSharpNetworks.MobileNet(model, width));

    private static Model Pooled(Model model) =>
        new(model.Inputs[0], new GlobalAveragePooling2D().Apply(model.Outputs[0]), model.Name);

    /// <summary>Multiplications with additions for one picture.</summary>
    public static long MultiplyAdds(Model model)
    {
        using var scope = torch.NewDisposeScope();
        return model.Lower().MultiplyAdds;
    }
}
