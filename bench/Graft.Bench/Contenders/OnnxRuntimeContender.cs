using Graft.Export;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;

namespace Graft.Bench.Contenders;

/// <summary>ONNX Runtime in fp32 on the file that Graft writes of the network.</summary>
internal sealed class OnnxRuntimeContender : IContender
{
    private static readonly string[] Inputs = ["pictures"];
    private static readonly string[] Outputs = ["features"];

    private readonly InferenceSession session;
    private readonly RunOptions options = new();
    private readonly OrtValue pictures;

    public OnnxRuntimeContender(BenchNetwork network, int batch, int threads)
    {
        var model = network.Build();
        (Samples, MultiplyAdds) = (batch, BenchNetwork.MultiplyAdds(model));
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        session = new InferenceSession(Write(model), settings);
        long[] shape = [batch, .. model.Input.Shape.Dimensions.Select(d => (long)d)];
        pictures = OrtValue.CreateTensorValueFromMemory(BenchNumbers.Pictures(batch, model.Input.Shape.Size), shape);
    }

    public string Title => $"ONNX Runtime, batch {Samples}";

    public int Samples { get; }

    public long MultiplyAdds { get; }

    public void Run() => Compute();

    public IReadOnlyList<float> Check()
    {
        var values = Compute();
        return CheckSample.Of(values.AsSpan(0, values.Length / Samples));
    }

    public void Dispose()
    {
        pictures.Dispose();
        options.Dispose();
        session.Dispose();
    }

    private static byte[] Write(Model model)
    {
        using var scope = torch.NewDisposeScope();
        return OnnxWriter.WriteModel(model.Lower(), Inputs, Outputs);
    }

    private float[] Compute()
    {
        using var outputs = session.Run(options, Inputs, [pictures], Outputs);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
