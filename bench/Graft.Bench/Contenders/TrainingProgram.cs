using Graft.Training.Losses;
using Graft.Training.Optimizers;
using static TorchSharp.torch;
using TorchSequential = TorchSharp.Modules.Sequential;

namespace Graft.Bench.Contenders;

/// <summary>A whole network that is trained on made pictures: what its contenders share.</summary>
internal abstract class TrainingProgram
{
    /// <summary>How many times all pictures are gone over for the losses that are compared.</summary>
    public const int EpochsToCheck = 3;

    /// <summary>MobileNet v1 1.0 with a dense layer of ten classes, by SGD with momentum.</summary>
    public static TrainingProgram MobileNet { get; } = new MobileNetProgram();

    /// <summary>The network that <c>graft pretrain</c> trains, as it does it: AdamW, smoothed labels, clipping, an average.</summary>
    public static TrainingProgram Pretraining { get; } = new PretrainingProgram();

    /// <summary>Pictures of a step.</summary>
    public abstract int Batch { get; }

    /// <summary>Steps of an epoch.</summary>
    public abstract int Steps { get; }

    protected abstract int Classes { get; }

    /// <summary>The share of a label that is spread evenly over all classes.</summary>
    public virtual double LabelSmoothing => 0;

    /// <summary>The largest norm of all gradients together; null: any.</summary>
    public virtual double? ClipNorm => null;

    /// <summary>How much the average of the weights keeps at each step; 0: there is none.</summary>
    public virtual double AverageMomentum => 0;

    /// <summary>The network with logits of its classes, all of it trainable, compiled; the same in every process.</summary>
    public Model Build()
    {
        var model = Network();
        BenchNumbers.FillWeights(model);
        model.Compile(OptimizerOf(model), new CategoricalCrossentropy(fromLogits: true, LabelSmoothing));
        return model;
    }

    /// <summary>Pictures <c>[count, height, width, 3]</c>.</summary>
    public NDArray Samples(Model model) =>
        new(BenchNumbers.Pictures(Batch * Steps, model.Input.Shape.Size), [Batch * Steps, .. model.Input.Shape.Dimensions]);

    /// <summary>The class of each picture.</summary>
    public int[] Labels() => [.. Enumerable.Range(0, Batch * Steps).Select(i => i * 7 % Classes)];

    /// <summary>The same as rows with a one where the class is.</summary>
    public NDArray OneHotLabels()
    {
        var labels = Labels();
        var values = new float[labels.Length * Classes];
        foreach (var (row, label) in labels.Index())
            values[row * Classes + label] = 1;
        return new NDArray(values, labels.Length, Classes);
    }

    /// <summary>The same network of TorchSharp's modules, with the same weights.</summary>
    public abstract TorchSequential WriteWithTorchSharp(Model model);

    /// <summary>TorchSharp's optimizer of the same kind.</summary>
    public abstract optim.Optimizer TorchSharpOptimizer(TorchSequential network);

    protected abstract Model Network();

    protected abstract Optimizer OptimizerOf(Model model);
}
