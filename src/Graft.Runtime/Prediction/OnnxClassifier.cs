using System.Runtime.InteropServices;
using Graft.Runtime.Bundles;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Graft.Runtime;

/// <summary>
/// One ONNX model in ONNX Runtime: <c>pixels</c>, uint8 <c>[batch, height, width, 3]</c>, in; <c>probabilities</c> and
/// <c>logits</c>, float32 <c>[batch, classes]</c>, out, and <c>features</c> where it has them. Runs on several threads at a time.
/// </summary>
internal sealed class OnnxClassifier : IDisposable
{
    private static readonly string[] Inputs = [OnnxNames.Pixels];
    private static readonly string[] Outputs = [OnnxNames.Probabilities, OnnxNames.Logits];

    // Readers run the model; the writer ends it, after the last of them.
    private readonly ReaderWriterLockSlim gate = new();
    private readonly InferenceSession session;
    private readonly int classes;
    private bool disposed;

    /// <exception cref="InvalidDataException">The bytes are no such model; the message says why, in half a sentence.</exception>
    public OnnxClassifier(byte[] model, int classes, int height, int width, int? threads)
    {
        this.classes = classes;
        (Height, Width) = (height, width);
        session = Load(model, threads);
        try
        {
            Check(session, classes, height, width);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public int Height { get; }

    public int Width { get; }

    public string? Metadata(string key) => session.ModelMetadata.CustomMetadataMap.TryGetValue(key, out var value) ? value : null;

    /// <summary>Numbers of a picture that the model also gives as <c>features</c>; null where it does not.</summary>
    public int? Features =>
        session.OutputMetadata.TryGetValue(OnnxNames.Features, out var features) && features.Dimensions is [_, > 0 and var width]
            ? width
            : null;

    /// <returns>
    /// Probabilities and logits, <c>[count, classes]</c> each, and the features where they are wanted and the model gives them.
    /// </returns>
    public (float[] Probabilities, float[] Logits, float[]? Features) Run(
        ReadOnlyMemory<byte> pixels, int count, bool withFeatures, CancellationToken cancellationToken)
    {
        if (withFeatures && Features is { } width)
        {
            var all = Run(pixels, count, [.. Outputs, OnnxNames.Features], [classes, classes, width], cancellationToken);
            return (all[0], all[1], all[2]);
        }
        var values = Run(pixels, count, Outputs, [classes, classes], cancellationToken);
        return (values[0], values[1], null);
    }

    /// <returns>The features, <c>[count, Features]</c>.</returns>
    public float[] RunFeatures(ReadOnlyMemory<byte> pixels, int count, CancellationToken cancellationToken) =>
        Run(pixels, count, [OnnxNames.Features], [Features!.Value], cancellationToken)[0];

    private List<float[]> Run(
        ReadOnlyMemory<byte> pixels, int count, string[] names, int[] widths, CancellationToken cancellationToken)
    {
        gate.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(disposed, typeof(ImageClassifier));
            using var options = new RunOptions();
            using var stop = cancellationToken.Register(() => options.Terminate = true);
            using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance,
                MemoryMarshal.AsMemory(pixels), [count, Height, Width, 3]);
            using var outputs = session.Run(options, Inputs, [input], names);
            return [.. outputs.Zip(widths, (output, width) => Values(output, count, width))];
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            gate.ExitReadLock();
        }
    }

    public void Dispose()
    {
        gate.EnterWriteLock();
        try
        {
            if (!disposed)
                session.Dispose();
            disposed = true;
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    private static float[] Values(OrtValue output, int count, int width)
    {
        var values = output.GetTensorDataAsSpan<float>();
        return values.Length == count * width
            ? values.ToArray()
            : throw new InvalidOperationException(
                $"The model gave {values.Length} values for {count} pictures with {width} each.");
    }

    private static InferenceSession Load(byte[] model, int? threads)
    {
        using var options = new SessionOptions
        {
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            // ONNX Runtime itself counts cores and knows no container's limit.
            IntraOpNumThreads = threads ?? Environment.ProcessorCount,
        };
        // Threads that wait in a loop take the processor from whoever runs beside.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            return new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"ONNX Runtime does not take it ({e.Message})", e);
        }
    }

    private static void Check(InferenceSession session, int classes, int height, int width)
    {
        var problems = new List<string>();
        if (session.InputMetadata.Count != 1)
            problems.Add($"it has {session.InputMetadata.Count} inputs");
        if (!IsTensor(session.InputMetadata, Inputs[0], TensorElementType.UInt8, [-1, height, width, 3]))
            problems.Add($"it has no input '{Inputs[0]}', uint8 [batch, {height}, {width}, 3]");
        foreach (var output in Outputs)
            if (!IsTensor(session.OutputMetadata, output, TensorElementType.Float, [-1, classes]))
                problems.Add($"it has no output '{output}', float32 [batch, {classes}]");
        if (problems.Count > 0)
            throw new InvalidDataException(string.Join("; ", problems));
    }

    private static bool IsTensor(
        IReadOnlyDictionary<string, NodeMetadata> values, string name, TensorElementType type, ReadOnlySpan<int> shape) =>
        values.TryGetValue(name, out var value)
        && value.IsTensor
        && value.ElementDataType == type
        && shape.SequenceEqual(value.Dimensions);
}
