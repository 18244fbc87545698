using Graft.Engine;
using Graft.Layers;
using Graft.Runtime.Imaging;
using static TorchSharp.torch;

namespace Graft.Trunk;

/// <summary>
/// Runs a trunk over samples, batch by batch. All batches have the same size, the last one padded, because a kernel's result may
/// depend on the batch's shape in its last bits.
/// </summary>
public sealed class TrunkPass
{
    private readonly TimeProvider clock;
    private readonly bool beforeActivation;

    /// <summary>A pass through a network.</summary>
    /// <param name="model">The network; it runs in inference mode.</param>
    /// <param name="batchSize">Samples run at once, at least 1.</param>
    /// <param name="clock">Tells the time; the system's where left out.</param>
    /// <param name="beforeActivation">Whether outputs are taken before their last activation: a classifier's logits.</param>
    public TrunkPass(Model model, int batchSize = DefaultBatchSize, TimeProvider? clock = null, bool beforeActivation = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        (Model, BatchSize) = (model, batchSize);
        this.clock = clock ?? TimeProvider.System;
        this.beforeActivation = beforeActivation;
    }

    /// <summary>
    /// Larger batches gain a few percent more and cost memory, and computation where the last one is padded.
    /// </summary>
    public const int DefaultBatchSize = 16;

    /// <summary>The network.</summary>
    public Model Model { get; }

    /// <summary>Samples run at once.</summary>
    public int BatchSize { get; }

    /// <summary>Samples run so far, without padding.</summary>
    public int SamplesRun { get; private set; }

    /// <summary>Time spent inside the network so far.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Samples a second inside the network; 0 before the first.</summary>
    public double SamplesPerSecond => Elapsed > TimeSpan.Zero ? SamplesRun / Elapsed.TotalSeconds : 0;

    /// <summary>The type of the numbers that it computes with.</summary>
    public static string DType => "float32";

    /// <summary>The name of the numbers that it computes with, as the command line says it.</summary>
    public string Precision { get; } = "fp32";

    /// <summary>All that what it gives depends on beside the samples; reads every weight.</summary>
    public TrunkIdentity Identity
    {
        get
        {
            using var scope = NewDisposeScope();
            return TrunkIdentity.Of(Model.Lower(), Precision, BatchSize, beforeActivation ? "before the last activation" : "");
        }
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
    public IReadOnlyList<NDArray> Run(ReadOnlySpan<byte> pixels, Preprocessing preprocessing)
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
        return Run([new NDArray(values, [count, .. shape.Dimensions])]);
    }

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
        var started = clock.GetTimestamp();
        var outputs = beforeActivation
            ? [.. Model.ForwardPreactivations(tensors, ForwardContext.Inference).Select(output => output.Value)]
            : Model.Forward(tensors, ForwardContext.Inference);
        Elapsed += clock.GetElapsedTime(started);
        SamplesRun += count;
        return [.. outputs.Zip(Model.Outputs, (output, symbol) => Values(output, count, symbol.Shape))];
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

    private Tensor Padded(NDArray samples)
    {
        long[] shape = [BatchSize, .. samples.Shape.Skip(1).Select(d => (long)d)];
        var tensor = samples.Count == BatchSize ? empty(shape) : zeros(shape);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(samples.Values).CopyTo(tensor.bytes);
        return Layout.FromLogical(tensor);
    }

    private static NDArray Values(Tensor output, int count, Operations.Shape shape) =>
        new(Layout.ToLogical(output).narrow(0, 0, count).contiguous().data<float>().ToArray(), [count, .. shape.Dimensions]);
}
