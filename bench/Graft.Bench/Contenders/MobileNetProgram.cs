using Graft.Layers;
using Graft.Training.Optimizers;
using static TorchSharp.torch;
using TorchSequential = TorchSharp.Modules.Sequential;

namespace Graft.Bench.Contenders;

/// <summary>MobileNet v1 1.0 with a dense layer of ten classes, by SGD with momentum.</summary>
internal sealed class MobileNetProgram : TrainingProgram
{
    private const double LearningRate = 0.01;
    private const double Momentum = 0.9;

    public override int Batch => 16;

    public override int Steps => 4;

    protected override int Classes => 10;

    public override TorchSequential WriteWithTorchSharp(Model model) =>
        TorchSharpNetworks.WithClassifier(BenchNetwork.MobileNet.WriteWithTorchSharp(model), model);

    public override optim.Optimizer TorchSharpOptimizer(TorchSequential network) =>
        optim.SGD(network.parameters(), LearningRate, Momentum);

    protected override Model Network()
    {
        var backbone = BenchNetwork.MobileNet.Build();
        return new Model(backbone.Input, new Dense(Classes).Apply(backbone.Output));
    }

    protected override Optimizer OptimizerOf(Model model) => new SGD(LearningRate, Momentum);
}
