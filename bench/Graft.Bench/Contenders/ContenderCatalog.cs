using System.Globalization;
using Graft.Engine;
using Graft.Trunk;

namespace Graft.Bench.Contenders;

/// <summary>
/// Every contender by its name: <c>STACK/NETWORK/BATCH</c>, <c>fit/WAY</c>, <c>again/WAY</c>, <c>STACK/step</c>,
/// <c>STACK/pretrain-step</c>, <c>pictures/WAY</c>, <c>start/VERB</c> or <c>convolution/PRECISION</c>.
/// </summary>
internal static class ContenderCatalog
{
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static IContender Create(string name, int threads)
    {
        if (name.Split('/')[0] is not ("onnxruntime" or "onnxruntime-int8" or "pictures" or "start"))
            Threads.Use(threads);
        return name.Split('/') switch
        {
            ["graft-fp32", var network, var batch] => new TrunkContender(Network(network), Number(batch), Precision.Fp32),
            ["graft-bf16", var network, var batch] => new TrunkContender(Network(network), Number(batch), Precision.Bf16),
            ["graft-int8", var network, var batch] => new TrunkContender(Network(network), Number(batch), Precision.Int8),
            ["torchsharp", var network, var batch] =>
                new TorchSharpContender(Network(network), Number(batch), channelsLast: false),
            ["torchsharp-channels-last", var network, var batch] =>
                new TorchSharpContender(Network(network), Number(batch), channelsLast: true),
            ["onnxruntime", var network, var batch] =>
                new OnnxRuntimeContender(Network(network), Number(batch), threads, inIntegers: false),
            ["onnxruntime-int8", var network, var batch] =>
                new OnnxRuntimeContender(Network(network), Number(batch), threads, inIntegers: true),
            ["convolution", "fp32"] => new ConvolutionContender(Precision.Fp32),
            ["convolution", "bf16"] => new ConvolutionContender(Precision.Bf16),
            ["convolution", "int8"] => new ConvolutionContender(Precision.Int8),
            ["fit", "once"] => new FitContender(trunkInEveryEpoch: false, Precision.Bf16),
            ["fit", "auto"] => new FitContender(trunkInEveryEpoch: false, Precision.Auto),
            ["fit", "every-epoch"] => new FitContender(trunkInEveryEpoch: true, Precision.Bf16),
            ["fit", "torchsharp"] => new TorchSharpFitContender(),
            ["again", "first"] => new AnotherHeadContender(isFirst: true),
            ["again", "another-head"] => new AnotherHeadContender(isFirst: false),
            ["graft-fp32", "step"] => new StepContender(TrainingProgram.MobileNet, Precision.Fp32),
            ["graft-bf16", "step"] => new StepContender(TrainingProgram.MobileNet, Precision.Bf16),
            ["torchsharp", "step"] => new TorchSharpStepContender(TrainingProgram.MobileNet),
            ["graft-fp32", "pretrain-step"] => new StepContender(TrainingProgram.Pretraining, Precision.Fp32),
            ["graft-bf16", "pretrain-step"] => new StepContender(TrainingProgram.Pretraining, Precision.Bf16),
            ["torchsharp", "pretrain-step"] => new TorchSharpStepContender(TrainingProgram.Pretraining),
            ["pictures", "graft-pillow"] => new GraftPicturesContender(antialias: true, threads),
            ["pictures", "graft-tensorflow"] => new GraftPicturesContender(antialias: false, threads),
            ["pictures", "skiasharp"] => new SkiaPicturesContender(threads),
            ["start", var verb] => new StartContender(verb),
            _ => throw new ArgumentException($"There is no contender '{name}'.", nameof(name)),
        };
    }

    private static BenchNetwork Network(string name) => BenchNetwork.Find(name);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
