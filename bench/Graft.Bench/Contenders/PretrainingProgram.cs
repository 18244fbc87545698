using Graft.Backbones;
using Graft.Layers;
using Graft.Training.Optimizers;
using Graft.Weights;
using static TorchSharp.torch;
using TorchSequential = TorchSharp.Modules.Sequential;

namespace Graft.Bench.Contenders;

/// <summary>The network that <c>graft pretrain</c> trains where nothing else is said, with its optimizer.</summary>
internal sealed class PretrainingProgram : TrainingProgram
{
    private const int Size = 64;
    private const double LearningRate = 2e-3;
    private const double Decay = 0.05;
    private const double Epsilon = 1e-7;

    public override int Batch => 64;

    public override int Steps => 4;

    public override double LabelSmoothing => 0.1;

    public override double? ClipNorm => 5;

    public override double AverageMomentum => 0.999;

    protected override int Classes => 200;

    public override TorchSequential WriteWithTorchSharp(Model model) =>
        TorchSharpNetworks.WithClassifier(TorchSharpResidual.Write(model), model);

    public override optim.Optimizer TorchSharpOptimizer(TorchSequential network)
    {
        var parameters = network.parameters().ToList();
        TorchSharp.Modules.AdamW.ParamGroup[] groups =
        [
            new(parameters.Where(parameter => parameter.dim() > 1), LearningRate, eps: Epsilon, weight_decay: Decay),
            new(parameters.Where(parameter => parameter.dim() == 1), LearningRate, eps: Epsilon, weight_decay: 0),
        ];
        return optim.AdamW(groups, LearningRate, eps: Epsilon);
    }

    protected override Model Network()
    {
        var body = BackboneRegistry.Find("embedded").Load(new BackboneOptions { InputShape = new(Size, Size, 3), Weights = null });
        return new Model(body.Input, new Dense(Classes).Apply(new GlobalAveragePooling2D().Apply(body.Output)));
    }

    protected override Optimizer OptimizerOf(Model model)
    {
        string[] vectors = [.. WeightNames.Of(model)
            .Where(named => named.Weight.Shape.Rank < 2 && !named.Weight.IsStatistic).Select(named => named.Name)];
        return new AdamW(LearningRate, Decay, epsilon: Epsilon)
        {
            ParameterGroups = [new ParameterGroup(vectors) { WeightDecay = 0 }],
            GlobalClipNorm = ClipNorm,
            Ema = new Ema(AverageMomentum),
        };
    }
}
