using Graft.Engine;
using Graft.Layers;
using Graft.Operations;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Graft.Export;

/// <summary>
/// The head of a classifier alone, written and run in ONNX Runtime as it is in the whole file: what it says of features that the
/// file gave earlier.
/// </summary>
internal sealed class WrittenHead : IDisposable
{
    private static readonly string[] Inputs = ["features"];
    private static readonly string[] Outputs = ["logits"];

    private readonly InferenceSession session;
    private readonly int width;

    /// <param name="features">What it sees, <c>[features]</c>.</param>
    /// <param name="output">Its output in the same graph, <c>[classes]</c>: a softmax, or the values before one.</param>
    /// <exception cref="OnnxException">It cannot be written as ONNX.</exception>
    public WrittenHead(Symbol features, Symbol output)
    {
        width = features.Shape.Channels;
        using var scope = NewDisposeScope();
        var operations = new Model(features, output, "head").Lower();
        if (operations.Operations is [.., Normalize { Kind: NormalizeKind.Softmax } softmax])
            operations = operations with { Operations = [.. operations.Operations.SkipLast(1)], Outputs = [softmax.Inputs[0]] };
        using var options = new SessionOptions
        {
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            IntraOpNumThreads = Threads.Count,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        session = new InferenceSession(OnnxWriter.WriteModel(operations, Inputs, Outputs), options);
    }

    /// <summary>The values before softmax.</summary>
    /// <param name="features"><c>[count, features]</c>.</param>
    /// <returns><c>[count, classes]</c>.</returns>
    public float[] Logits(float[] features)
    {
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(features, [features.Length / width, width]);
        using var outputs = session.Run(options, Inputs, [input], Outputs);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
