using Graft.Engine;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TorchSequential = TorchSharp.Modules.Sequential;

namespace Graft.Bench.Contenders;

/// <summary>The same steps as a TorchSharp user writes them: modules in training mode, SGD, a loop over batches.</summary>
internal sealed class TorchSharpStepContender : IContender
{
    private readonly TorchSequential network;
    private readonly optim.Optimizer optimizer;
    private readonly Tensor samples;
    private readonly Tensor labels;
    private readonly List<float> losses;

    public TorchSharpStepContender()
    {
        var model = TrainingProgram.Build();
        network = BenchNetwork.MobileNet.WriteWithTorchSharp(model);
        var last = Linear(model.Layers[^1].Weights[0].Shape[0], TrainingProgram.Classes);
        using (no_grad())
        {
            last.weight!.copy_(model.Layers[^1].Weights[0].Tensor.t());
            last.bias!.zero_();
        }
        network.append("last", last);
        network.train();
        optimizer = optim.SGD(network.parameters(), TrainingProgram.LearningRate, TrainingProgram.Momentum);
        using (NewDisposeScope())
        {
            var values = TrainingProgram.Samples(model);
            long[] shape = [.. values.Shape.Select(d => (long)d)];
            samples = Layout.FromLogical(tensor(values.Values, shape)).contiguous().DetachFromDisposeScope();
            labels = tensor(TrainingProgram.Labels().Select(label => (long)label).ToArray()).DetachFromDisposeScope();
        }
        losses = [.. Enumerable.Range(0, TrainingProgram.EpochsToCheck).Select(_ => Epoch())];
    }

    public string Title => "TorchSharp, NCHW, fp32";

    public int Samples => TrainingProgram.Batch * TrainingProgram.Steps;

    public long MultiplyAdds => 0;

    public void Run() => Epoch();

    public IReadOnlyList<float> Check() => losses;

    public void Dispose()
    {
        optimizer.Dispose();
        network.Dispose();
        samples.Dispose();
        labels.Dispose();
    }

    private float Epoch()
    {
        var sum = 0f;
        for (var step = 0; step < TrainingProgram.Steps; step++)
        {
            using var scope = NewDisposeScope();
            var logits = network.forward(samples.narrow(0, step * TrainingProgram.Batch, TrainingProgram.Batch));
            var loss = functional.cross_entropy(logits, labels.narrow(0, step * TrainingProgram.Batch, TrainingProgram.Batch));
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            sum += loss.item<float>();
        }
        return sum / TrainingProgram.Steps;
    }
}
