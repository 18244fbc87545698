using System.Runtime.InteropServices;
using Graft.Engine;
using Graft.Runtime.Imaging;
using Graft.Trunk.Programs;
using static TorchSharp.torch;

namespace Graft.Trunk;

/// <summary>
/// Runs a trunk over samples, batch by batch, compiled where the machine allows it, with the weights that it has at the first
/// batch. All batches have the same size, the last one padded, because a kernel's result may depend on the batch's shape in its
/// last bits.
/// </summary>
public sealed class TrunkPass : IDisposable
{
    private readonly TimeProvider clock;
    private readonly TrunkCompiler compiler;
    private readonly TrunkDecider decider;
    private ITrunkRunner? runner;

    /// <summary>A pass through a network.</summary>
    /// <param name="model">The network; it runs in inference mode.</param>
    /// <param name="batchSize">Samples run at once, at least 1.</param>
    /// <param name="clock">Tells the time; the system's where left out.</param>
    /// <param name="beforeActivation">Whether outputs are taken before their last activation: a classifier's logits.</param>
    /// <param name="precision">What it computes in.</param>
    public TrunkPass(
        Model model, int batchSize = DefaultBatchSize, TimeProvider? clock = null, bool beforeActivation = false,
        Precision precision = Precision.Fp32)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        (Model, BatchSize, Precision) = (model, batchSize, precision);
        this.clock = clock ?? TimeProvider.System;
        compiler = new TrunkCompiler(model, batchSize, beforeActivation);
        decider = new TrunkDecider(compiler, precision);
    }

    /// <summary>
    /// Larger batches gain a few percent more and cost memory, and computation where the last one is padded.
    /// </summary>
    public const int DefaultBatchSize = 16;

    /// <summary>On how many samples the ranges of 8 bits are found, where there are as many.</summary>
    public const int CalibrationSamples = 256;

    /// <summary>The network.</summary>
    public Model Model { get; }

    /// <summary>What it computes in, as asked for.</summary>
    public Precision Precision { get; }

    /// <summary>Samples run at once.</summary>
    public int BatchSize { get; }

    /// <summary>Samples run so far, without padding.</summary>
    public int SamplesRun { get; private set; }

    /// <summary>Time spent inside the network so far.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Samples a second inside the network; 0 before the first.</summary>
    public double SamplesPerSecond => Elapsed > TimeSpan.Zero ? SamplesRun / Elapsed.TotalSeconds : 0;

    /// <summary>How it computes; null until it was decided.</summary>
    public TrunkDecision? Decision { get; private set; }

    /// <summary>The type of the numbers that it computes its maps with; known once it was decided.</summary>
    /// <value><c>float32</c>, <c>bfloat16</c> or <c>int8</c>.</value>
    public string DType => Decision?.Precision switch
    {
        Precision.Int8 => "int8",
        Precision.Bf16 => "bfloat16",
        _ => "float32",
    };

    /// <summary>How many samples a decision looks at, where there are as many.</summary>
    public int SamplesToDecideBy => Precision switch
    {
        Precision.Auto => BatchSize,
        Precision.Int8 => CalibrationSamples,
        _ => 0,
    };

    /// <summary>
    /// All that what it gives depends on beside the samples; reads every weight. In <see cref="Precision.Auto"/> and
    /// <see cref="Precision.Int8"/> that is known once it was decided how it computes.
    /// </summary>
    /// <exception cref="InvalidOperationException">It was not decided yet.</exception>
    public TrunkIdentity Identity
    {
        get
        {
            var precision = Decision?.Precision ?? (SamplesToDecideBy == 0 ? Precision : throw new InvalidOperationException(
                "What a trunk gives is known once it was decided how it computes: show it samples."));
            return IdentityIn(precision, Decision?.Quantization?.ToString() ?? "");
        }
    }

    /// <summary>What a decision depends on beside the samples.</summary>
    internal TrunkIdentity Undecided => IdentityIn(Precision, "undecided");

    /// <summary>
    /// Shows it samples before its first batch: <see cref="Precision.Auto"/> compares precisions on the first batch of them,
    /// <see cref="Precision.Int8"/> finds the ranges of its 8 bits on all. Without any, the first batch counts.
    /// </summary>
    /// <param name="pixels">As for <see cref="Run(ReadOnlySpan{byte}, Preprocessing)"/>.</param>
    /// <param name="preprocessing">How pixels become the network's input.</param>
    /// <exception cref="InvalidOperationException">It was decided already.</exception>
    public void Show(ReadOnlySpan<byte> pixels, Preprocessing preprocessing) => Show([Normalized(pixels, preprocessing)]);

    /// <summary>As <see cref="Show(ReadOnlySpan{byte}, Preprocessing)"/>, for samples of any kind.</summary>
    /// <param name="inputs">As for <see cref="Run(IReadOnlyList{NDArray})"/>.</param>
    /// <exception cref="InvalidOperationException">It was decided already.</exception>
    public void Show(IReadOnlyList<NDArray> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Check(inputs);
        if (Decision is not null)
            throw new InvalidOperationException("It was decided already how this trunk computes.");
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        decider.Show([.. inputs.Select(Padded)], inputs[0].Count);
    }

    /// <summary>Decides by what was shown how it computes.</summary>
    /// <exception cref="InvalidOperationException">Nothing was shown.</exception>
    public TrunkDecision Decide() => Decision ??= decider.Decide();

    /// <summary>Takes over what was decided for the same network earlier.</summary>
    /// <exception cref="InvalidOperationException">It was decided already.</exception>
    public void Use(TrunkDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        Decision = Decision is null ? decision : throw new InvalidOperationException("It was decided already how this trunk computes.");
    }

    /// <summary>Runs one batch of resized pictures.</summary>
    /// <param name="pixels">
    /// Values <c>[count, height, width, 3]</c> from 0 to 255, red first; at most <see cref="BatchSize"/> pictures.
    /// </param>
    /// <param name="preprocessing">How pixels become the network's input.</param>
    /// <returns>For each output of the network its values <c>[count, ...]</c>, channels last.</returns>
    /// <exception cref="ArgumentException">
    /// They are not whole pictures, too many, or the preprocessing gives another size than the network's.
    /// </exception>
    public IReadOnlyList<NDArray> Run(ReadOnlySpan<byte> pixels, Preprocessing preprocessing) =>
        Run([Normalized(pixels, preprocessing)]);

    /// <summary>Runs one batch of samples.</summary>
    /// <param name="inputs">
    /// For each input of the network <c>[count, ...]</c>, channels last; at most <see cref="BatchSize"/> samples.
    /// </param>
    /// <returns>For each output of the network its values <c>[count, ...]</c>, channels last.</returns>
    /// <exception cref="ArgumentException">
    /// The arrays do not have the shapes of the network's inputs, or hold too many samples.
    /// </exception>
    public IReadOnlyList<NDArray> Run(IReadOnlyList<NDArray> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Check(inputs);
        var count = inputs[0].Count;
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        Tensor[] tensors = [.. inputs.Select(Padded)];
        runner ??= Made(tensors, count);
        var started = clock.GetTimestamp();
        var outputs = Compute(tensors);
        Elapsed += clock.GetElapsedTime(started);
        SamplesRun += count;
        return [.. outputs.Zip(Model.Outputs, (output, symbol) => Values(output, count, symbol.Shape))];
    }

    /// <summary>Gives prepared weights back.</summary>
    public void Dispose()
    {
        runner?.Dispose();
        runner = null;
        decider.Dispose();
    }

    private ITrunkRunner Made(Tensor[] tensors, int count)
    {
        if (Decision is null)
        {
            if (!decider.HasSeenSamples)
                decider.Show(tensors, count);
            Decide();
        }
        try
        {
            return decider.Take() ?? compiler.Compile(Decision!);
        }
        catch (TrunkProgramException e)
        {
            Decision = TrunkDecider.LayerByLayer(e.Message);
            return compiler.LayerByLayer();
        }
    }

    private IReadOnlyList<Tensor> Compute(Tensor[] tensors)
    {
        try
        {
            return runner!.Run(tensors);
        }
        catch (ExternalException e) when (SamplesRun == 0 && runner is not LayerRunner)
        {
            runner!.Dispose();
            (Decision, runner) = (TrunkDecider.LayerByLayer(e.Message), compiler.LayerByLayer());
            return runner.Run(tensors);
        }
    }

    private TrunkIdentity IdentityIn(Precision precision, string more)
    {
        using var scope = NewDisposeScope();
        return TrunkIdentity.Of(compiler.Lower(), precision, BatchSize, more);
    }

    private NDArray Normalized(ReadOnlySpan<byte> pixels, Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        var shape = Model.Input.Shape;
        if (!shape.Equals(new Operations.Shape(preprocessing.InputHeight, preprocessing.InputWidth, 3)))
            throw new ArgumentException(
                $"The network takes {shape}, the preprocessing gives "
                + $"{preprocessing.InputHeight} x {preprocessing.InputWidth} x 3.", nameof(preprocessing));
        if (pixels.Length % shape.Size != 0)
            throw new ArgumentException($"{pixels.Length} values are no whole number of pictures {shape}.", nameof(pixels));
        var count = (int)(pixels.Length / shape.Size);
        var values = new float[count * shape.Size];
        preprocessing.Normalize(pixels, values);
        return new NDArray(values, [count, .. shape.Dimensions]);
    }

    private void Check(IReadOnlyList<NDArray> inputs)
    {
        if (inputs.Count != Model.Inputs.Count)
            throw new ArgumentException(
                $"The network has {Model.Inputs.Count} inputs, {inputs.Count} arrays were given.", nameof(inputs));
        foreach (var (symbol, samples) in Model.Inputs.Zip(inputs))
            if (!symbol.Shape.Equals(samples.SampleShape))
                throw new ArgumentException(
                    $"The network takes {symbol.Shape}, {samples.SampleShape} was given.", nameof(inputs));
        if (inputs.Any(samples => samples.Count != inputs[0].Count || samples.Count > BatchSize))
            throw new ArgumentException(
                $"A batch holds at most {BatchSize} samples, as many in each array; "
                + $"{string.Join(" and ", inputs.Select(samples => samples.Count))} were given.", nameof(inputs));
    }

    // A whole batch stays where it is.
    private Tensor Padded(NDArray samples)
    {
        long[] shape = [BatchSize, .. samples.Shape.Skip(1).Select(d => (long)d)];
        if (samples.Count == BatchSize)
            return Layout.FromLogical(frombuffer(samples.Values, ScalarType.Float32).reshape(shape));
        var tensor = zeros(shape);
        MemoryMarshal.AsBytes<float>(samples.Values).CopyTo(tensor.bytes);
        return Layout.FromLogical(tensor);
    }

    private static NDArray Values(Tensor output, int count, Operations.Shape shape)
    {
        using var values = Layout.ToLogical(output).narrow(0, 0, count).contiguous();
        return new NDArray(MemoryMarshal.Cast<byte, float>(values.bytes).ToArray(), [count, .. shape.Dimensions]);
    }
}
