using Graft.Engine;
using Graft.Operations;
using Graft.Trunk.Programs;
using static TorchSharp.torch;

namespace Graft.Trunk.Quantization;

/// <summary>Tries rules by which ranges follow from what was seen, and takes that whose outputs are nearest to those in fp32.</summary>
/// <param name="folded">The network, folded.</param>
/// <param name="batch">Samples in every batch.</param>
/// <param name="type">What is computed in where 8 bits are not.</param>
/// <param name="seen">What was seen of each value that may become codes.</param>
/// <param name="samples">What outputs are compared on.</param>
internal sealed class RangeSearch(
    OperationGraph folded, int batch, ScalarType type, IReadOnlyList<ValueStatistics> seen,
    IReadOnlyList<(Tensor[] Inputs, int Count)> samples)
{
    // Only where it brings features a good deal nearer: it is the operation that costs most outside of 8 bits.
    private const double WorthFirstInFull = 0.8;

    // Half to the codes of values, half to those of weights: of 0, .5, .75 and 1 the nearest on MobileNet 0.25 and 0.75.
    private const double Scaling = 0.5;

    private static readonly IReadOnlyList<Func<ValueHistogram, QuantizedRange>> Rules =
        [values => values.Whole(), values => values.LeastSquares(), values => values.Percentile(1e-4)];

    private readonly OperationGraph fused = ConvolutionFusing.Fuse(folded);

    /// <summary>Tries all. The caller owns the program of the result.</summary>
    /// <exception cref="TrunkProgramException">The network cannot be compiled on this machine.</exception>
    public Trial Run()
    {
        using var exact = TrunkProgram.Compile(folded, batch, ScalarType.Float32);
        Tensor[] expected = [.. samples.SelectMany(some => Real(exact.Run(some.Inputs), some.Count))];
        Trial? best = null;
        foreach (var rule in Rules)
            best = Nearer(best, Try(rule, firstInFull: false, expected), worth: 1);
        return Nearer(best, Try(best!.Rule, firstInFull: true, expected), WorthFirstInFull);
    }

    /// <summary>How far each operation in 8 bits is from fp32, on the first samples.</summary>
    /// <exception cref="TrunkProgramException">The network cannot be compiled on this machine.</exception>
    public IReadOnlyList<double> Errors(Trial chosen)
    {
        var outputs = fused.Operations.Where(chosen.Plan.Covers).Select(operation => operation.Output).ToList();
        using var exact = TrunkProgram.Compile(folded with { Outputs = outputs }, batch, ScalarType.Float32);
        var graph = ConvolutionFusing.Fuse(chosen.Corrected) with { Outputs = outputs };
        using var program = IntegerProgram.Compile(graph, batch, type, chosen.Plan, chosen.Ranges);
        var (inputs, count) = samples[0];
        var given = Real(program.Run(inputs), count).Zip(outputs, (tensor, value) =>
            chosen.Scales.TryGetValue(value, out var scale) ? tensor * scale.reshape(-1, 1, 1) : tensor);
        return [.. Real(exact.Run(inputs), count).Zip(given, RelativeError)];
    }

    private static Trial Nearer(Trial? best, Trial trial, double worth)
    {
        if (best is null || trial.Error < worth * best.Error)
        {
            best?.Program.Dispose();
            return trial;
        }
        trial.Program.Dispose();
        return best;
    }

    private Trial Try(Func<ValueHistogram, QuantizedRange> rule, bool firstInFull, Tensor[] expected)
    {
        var plan = new QuantizationPlan(fused, firstInFull);
        var ranges = Ranges(rule, plan);
        var scales = ChannelScaling.Find(fused, plan, ranges, Seen(), Scaling);
        var corrected = Corrected(ChannelScaling.Apply(folded, scales), plan, scales);
        var program = IntegerProgram.Compile(ConvolutionFusing.Fuse(corrected), batch, type, plan, ranges);
        Tensor[] given = [.. samples.SelectMany(some => Real(program.Run(some.Inputs), some.Count))];
        var error = expected.Zip(given, RelativeError).Average();
        return new Trial(
            rule, plan, ranges, scales, corrected, program, double.IsNaN(error) ? double.MaxValue : error,
            expected.Zip(given, Cosine).Average());
    }

    private Dictionary<Value, QuantizedRange> Ranges(Func<ValueHistogram, QuantizedRange> rule, QuantizationPlan plan)
    {
        var seen = Seen();
        var found = plan.Values.Select(plan.Origin).Distinct().ToDictionary(
            value => value,
            // Pixels at both ends are as real as those between.
            value => fused.Inputs.Contains(value) ? seen[value].Histogram.Whole() : rule(seen[value].Histogram));
        return plan.Values.ToDictionary(value => value, value => found[plan.Origin(value)]);
    }

    private OperationGraph Corrected(OperationGraph scaled, QuantizationPlan plan, IReadOnlyDictionary<Value, Tensor> scales)
    {
        var means = Seen().Where(pair => pair.Value.Mean is not null).ToDictionary(
            pair => pair.Key,
            pair => scales.TryGetValue(plan.Origin(pair.Key), out var scale) ? pair.Value.Mean! / scale : pair.Value.Mean!);
        var rounded = fused.Operations.OfType<FusedConvolution>().Where(plan.Covers)
            .Select(operation => operation.Convolution.Output).ToHashSet();
        return RoundingCorrection.Correct(scaled, means, QuantizedKernel.Rounded, rounded.Contains);
    }

    private Dictionary<Value, ValueStatistics> Seen() =>
        new QuantizationPlan(fused, firstInFull: false).Values.Zip(seen).ToDictionary();

    private static Tensor[] Real(IReadOnlyList<Tensor> outputs, int count) =>
        [.. outputs.Select(output => output.narrow(0, 0, count))];

    private static double RelativeError(Tensor expected, Tensor given) =>
        given.Minus(expected).norm().item<float>() / Math.Max(expected.norm().item<float>(), float.Epsilon);

    private static double Cosine(Tensor expected, Tensor given) =>
        nn.functional.cosine_similarity(expected.flatten(1), given.flatten(1), dim: 1, eps: 1e-12).mean().item<float>();

    /// <summary>What a rule gave.</summary>
    /// <param name="Rule">The rule.</param>
    /// <param name="Plan">Which operations were computed in 8 bits.</param>
    /// <param name="Ranges">The ranges.</param>
    /// <param name="Scales">By how much channels were divided.</param>
    /// <param name="Corrected">The network with the weights and biases that it was computed with.</param>
    /// <param name="Program">The network with them.</param>
    /// <param name="Error">The length of the difference of the outputs over that in fp32.</param>
    /// <param name="Cosine">The mean cosine of the outputs with those in fp32.</param>
    public sealed record Trial(
        Func<ValueHistogram, QuantizedRange> Rule, QuantizationPlan Plan, IReadOnlyDictionary<Value, QuantizedRange> Ranges,
        IReadOnlyDictionary<Value, Tensor> Scales, OperationGraph Corrected, TrunkProgram Program, double Error, double Cosine);
}
