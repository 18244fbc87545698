using Microsoft.ML.OnnxRuntime;

namespace Graft.Tests.Export;

/// <summary>One value in ONNX Runtime's hands: float32, row by row, with its shape.</summary>
internal sealed record OnnxArray(long[] Shape, float[] Values);

/// <summary>Runs a model in ONNX Runtime by itself, past Graft's own classifier.</summary>
internal static class OnnxRun
{
    public static IReadOnlyList<OnnxArray> Of(byte[] model, params OnnxArray[] inputs) =>
        Of(model, GraphOptimizationLevel.ORT_ENABLE_ALL, inputs);

    public static IReadOnlyList<OnnxArray> Of(byte[] model, GraphOptimizationLevel level, params OnnxArray[] inputs)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = level,
            IntraOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        using var session = new InferenceSession(model, options);
        using var run = new RunOptions();
        var values = inputs.Select(input => OrtValue.CreateTensorValueFromMemory(input.Values, input.Shape)).ToList();
        try
        {
            using var outputs = session.Run(run, session.InputNames, values, session.OutputNames);
            return [.. outputs.Select(output =>
                new OnnxArray(output.GetTensorTypeAndShape().Shape, output.GetTensorDataAsSpan<float>().ToArray()))];
        }
        finally
        {
            values.ForEach(value => value.Dispose());
        }
    }
}
