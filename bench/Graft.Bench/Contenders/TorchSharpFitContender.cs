using Graft.Engine;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TorchSequential = TorchSharp.Modules.Sequential;

namespace Graft.Bench.Contenders;

/// <summary>
/// The classic program as a TorchSharp user writes it: frozen modules, a new head, and a training loop in which each batch goes
/// through the whole network.
/// </summary>
internal sealed class TorchSharpFitContender : IContender
{
    private readonly TorchSequential backbone;
    private readonly TorchSequential head;
    private readonly Tensor samples;
    private readonly Tensor labels;
    private readonly IReadOnlyList<float> losses;

    public TorchSharpFitContender()
    {
        var model = ClassicProgram.Build();
        backbone = BenchNetwork.Vgg16.WriteWithTorchSharp(model);
        foreach (var parameter in backbone.parameters())
            parameter.requires_grad = false;
        head = Sequential(
            Linear(model.Layers[^2].Weights[0].Shape[0], ClassicProgram.Hidden),
            ReLU(),
            Linear(ClassicProgram.Hidden, ClassicProgram.Classes));
        FillHead(model);
        using (NewDisposeScope())
        {
            var values = ClassicProgram.Samples(model);
            long[] shape = [.. values.Shape.Select(d => (long)d)];
            samples = Layout.FromLogical(tensor(values.Values, shape)).contiguous().DetachFromDisposeScope();
            labels = tensor(ClassicProgram.Labels().Select(label => (long)label).ToArray()).DetachFromDisposeScope();
        }
        losses = Fit();
    }

    public string Title => "TorchSharp, NCHW, whole network in every epoch";

    public int Samples => ClassicProgram.Pictures * ClassicProgram.Epochs;

    public long MultiplyAdds => 0;

    public void Run() => Fit();

    public IReadOnlyList<float> Check() => losses;

    public void Dispose()
    {
        backbone.Dispose();
        head.Dispose();
        samples.Dispose();
        labels.Dispose();
    }

    // Keras flattens [height, width, channels], PyTorch [channels, height, width]: the rows of the first kernel change places.
    private void FillHead(Model model)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var map = model.Nodes.Single(node => node.Layer is Layers.Flatten).Inputs[0].Shape;
        var (hidden, last) = (model.Layers[^2].Weights, model.Layers[^1].Weights);
        var rows = hidden[0].Tensor.reshape(map[0], map[1], map[2], ClassicProgram.Hidden).permute(2, 0, 1, 3);
        ((Linear)head[0]).weight!.copy_(rows.reshape(-1, ClassicProgram.Hidden).t());
        ((Linear)head[0]).bias!.zero_();
        ((Linear)head[2]).weight!.copy_(last[0].Tensor.t());
        ((Linear)head[2]).bias!.zero_();
    }

    private List<float> Fit()
    {
        using var optimizer = optim.Adam(head.parameters(), ClassicProgram.LearningRate, eps: 1e-7);
        List<float> result = [];
        for (var epoch = 0; epoch < ClassicProgram.Epochs; epoch++)
        {
            var sum = 0f;
            for (var first = 0; first < ClassicProgram.Pictures; first += ClassicProgram.Batch)
            {
                using var scope = NewDisposeScope();
                var map = backbone.forward(samples.narrow(0, first, ClassicProgram.Batch));
                var logits = head.forward(map.flatten(1));
                var loss = functional.cross_entropy(logits, labels.narrow(0, first, ClassicProgram.Batch));
                optimizer.zero_grad();
                loss.backward();
                optimizer.step();
                sum += loss.item<float>();
            }
            result.Add(sum * ClassicProgram.Batch / ClassicProgram.Pictures);
        }
        return result;
    }
}
