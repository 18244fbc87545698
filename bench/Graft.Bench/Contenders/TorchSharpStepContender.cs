using Graft.Engine;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TorchSequential = TorchSharp.Modules.Sequential;

namespace Graft.Bench.Contenders;

/// <summary>The same steps as a TorchSharp user writes them: modules in training mode, SGD, a loop over batches.</summary>
internal sealed class TorchSharpStepContender : IContender
{
    private readonly TrainingProgram program;
    private readonly TorchSequential network;
    private readonly optim.Optimizer optimizer;
    private readonly List<Tensor> averages = [];
    private readonly Tensor samples;
    private readonly Tensor labels;
    private readonly List<float> losses;

    public TorchSharpStepContender(TrainingProgram program)
    {
        this.program = program;
        var model = program.Build();
        network = program.WriteWithTorchSharp(model);
        network.train();
        optimizer = program.TorchSharpOptimizer(network);
        using (NewDisposeScope())
        {
            var values = program.Samples(model);
            long[] shape = [.. values.Shape.Select(d => (long)d)];
            samples = Layout.FromLogical(tensor(values.Values, shape)).contiguous().DetachFromDisposeScope();
            labels = tensor(program.Labels().Select(label => (long)label).ToArray()).DetachFromDisposeScope();
            if (program.AverageMomentum > 0)
                averages.AddRange(network.parameters().Select(parameter => parameter.detach().clone().DetachFromDisposeScope()));
        }
        losses = [.. Enumerable.Range(0, TrainingProgram.EpochsToCheck).Select(_ => Epoch())];
    }

    public string Title => "TorchSharp, NCHW, fp32";

    public int Samples => program.Batch * program.Steps;

    public long MultiplyAdds => 0;

    public void Run() => Epoch();

    public IReadOnlyList<float> Check() => losses;

    public void Dispose()
    {
        optimizer.Dispose();
        network.Dispose();
        averages.ForEach(average => average.Dispose());
        samples.Dispose();
        labels.Dispose();
    }

    private float Epoch()
    {
        var sum = 0f;
        for (var step = 0; step < program.Steps; step++)
        {
            using var scope = NewDisposeScope();
            var logits = network.forward(samples.narrow(0, step * program.Batch, program.Batch));
            var loss = functional.cross_entropy(
                logits, labels.narrow(0, step * program.Batch, program.Batch), label_smoothing: program.LabelSmoothing);
            optimizer.zero_grad();
            loss.backward();
            if (program.ClipNorm is { } norm)
                nn.utils.clip_grad_norm_(network.parameters(), norm);
            optimizer.step();
            Average();
            sum += loss.item<float>();
        }
        return sum / program.Steps;
    }

    private void Average()
    {
        using var withoutGradient = no_grad();
        foreach (var (average, parameter) in averages.Zip(network.parameters()))
            average.mul_(program.AverageMomentum).add_(parameter, alpha: 1 - program.AverageMomentum);
    }
}
