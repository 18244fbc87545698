using System.Globalization;
using Graft.Engine;
using Graft.Trunk.Programs;
using Graft.Trunk.Quantization;
using static TorchSharp.torch;

namespace Graft.Trunk;

/// <summary>Decides how a network is run on this machine, by what it makes of samples.</summary>
/// <param name="compiler">The network.</param>
/// <param name="precision">What was asked for.</param>
internal sealed class TrunkDecider(TrunkCompiler compiler, Precision precision) : IDisposable
{
    private const double BFloat16Tolerance = 2e-2;

    private TrunkCalibration? calibration;
    private TrunkDecision? decision;
    private TrunkProgram? chosen;

    /// <summary>What is computed in where 8 bits are not.</summary>
    public static ScalarType FloatType => Processor.HasBFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>Whether there is something to decide by.</summary>
    public bool HasSeenSamples => calibration is not null || decision is not null;

    /// <summary>Shows it a batch. In 8 bits every batch counts, otherwise the first.</summary>
    /// <param name="samples">For each input a tensor of float32 in libtorch's layout.</param>
    /// <param name="count">How many samples of it are real.</param>
    public void Show(Tensor[] samples, int count)
    {
        try
        {
            if (precision == Precision.Int8 && Processor.HasInt8)
                Watch(samples, count);
            else
                decision ??= Compare(samples, count);
        }
        catch (TrunkProgramException e)
        {
            decision = LayerByLayer(e.Message);
        }
    }

    /// <summary>Decides. At least one batch was shown.</summary>
    public TrunkDecision Decide()
    {
        if (calibration is null || decision is not null)
            return decision ?? throw new InvalidOperationException("No sample was shown.");
        try
        {
            var found = calibration.Finish();
            return decision = new(Precision.Int8, string.Create(CultureInfo.InvariantCulture,
                $"int8: ranges from {found.Samples} samples, cosine {found.Cosine:0.0000} to fp32"), found);
        }
        catch (TrunkProgramException e)
        {
            return decision = LayerByLayer(e.Message);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>The program that was decided for, where it had to be compiled to decide; the caller owns it.</summary>
    public TrunkProgram? Take()
    {
        var taken = chosen;
        chosen = null;
        return taken;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        calibration?.Dispose();
        chosen?.Dispose();
        (calibration, chosen) = (null, null);
    }

    /// <summary>What is decided where no program can be compiled.</summary>
    public static TrunkDecision LayerByLayer(string why) => new(Precision.Fp32, $"fp32, layer by layer: {why}");

    private void Watch(Tensor[] samples, int count)
    {
        if (decision is not null)
            return;
        calibration ??= new TrunkCalibration(compiler.Lower, compiler.Batch, FloatType);
        calibration.Watch(samples, count);
    }

    private TrunkDecision Compare(Tensor[] samples, int count)
    {
        switch (precision)
        {
            case Precision.Fp32:
                return new(Precision.Fp32, "fp32, as asked for");
            case Precision.Bf16:
                return new(Precision.Bf16, "bf16, as asked for");
            case Precision.Int8:
                return FloatType == ScalarType.BFloat16
                    ? new(Precision.Bf16, "bf16: the processor has no instructions for int8")
                    : new(Precision.Fp32, "fp32: the processor has no instructions for int8");
        }
        if (!Processor.HasBFloat16)
            return new(Precision.Fp32, "fp32: the processor has no instructions for bf16");
        using var scope = NewDisposeScope();
        if (compiler.Lower().MultiplyAdds == 0)
            return new(Precision.Fp32, "fp32: there is nothing to multiply");
        var exact = compiler.Compile(ScalarType.Float32);
        var fast = compiler.Compile(ScalarType.BFloat16);
        var decided = Compare(exact, fast, samples, count);
        (chosen, var other) = decided.Precision == Precision.Bf16 ? (fast, exact) : (exact, fast);
        other.Dispose();
        return decided;
    }

    private TrunkDecision Compare(TrunkProgram exact, TrunkProgram fast, Tensor[] samples, int count)
    {
        var differences = exact.Run(samples).Zip(fast.Run(samples), (expected, given) =>
            Difference(expected.narrow(0, 0, count), given.narrow(0, 0, count))).ToList();
        var largest = differences.Max(difference => difference.Value);
        var measured = string.Create(CultureInfo.InvariantCulture,
            $"features of the first {count} pictures differ by {100 * largest:0.0} % of the largest value");
        if (!(largest <= BFloat16Tolerance))
            return new(Precision.Fp32, $"fp32: in bf16 {measured}");
        return differences.All(difference => difference.SamePredictions)
            ? new(Precision.Bf16, $"bf16: {measured}")
            : new(Precision.Fp32, "fp32: in bf16 predictions change");
    }

    private (double Value, bool SamePredictions) Difference(Tensor expected, Tensor given)
    {
        var largest = given.Minus(expected).abs().max().item<float>() / Math.Max(expected.abs().max().item<float>(), float.Epsilon);
        var same = !compiler.BeforeActivation || expected.argmax(-1).equal(given.argmax(-1)).all().item<bool>();
        return (largest, same);
    }
}
