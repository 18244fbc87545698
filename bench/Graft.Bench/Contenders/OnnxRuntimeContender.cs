using Graft.Export;
using Graft.Trunk;
using Graft.Trunk.Quantization;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;

namespace Graft.Bench.Contenders;

/// <summary>ONNX Runtime on the file that Graft writes of the network, in fp32 or in 8 bits.</summary>
internal sealed class OnnxRuntimeContender : IContender
{
    private static readonly string[] Inputs = ["pictures"];
    private static readonly string[] Outputs = ["features"];

    private readonly InferenceSession session;
    private readonly RunOptions options = new();
    private readonly OrtValue pictures;

    public OnnxRuntimeContender(BenchNetwork network, int batch, int threads, bool inIntegers)
    {
        var model = network.Build();
        (Samples, MultiplyAdds, IsReduced) = (batch, BenchNetwork.MultiplyAdds(model), inIntegers);
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        session = new InferenceSession(Write(model, inIntegers ? Quantization(model) : null), settings);
        long[] shape = [batch, .. model.Input.Shape.Dimensions.Select(d => (long)d)];
        pictures = OrtValue.CreateTensorValueFromMemory(BenchNumbers.Pictures(batch, model.Input.Shape.Size), shape);
    }

    public string Title => $"ONNX Runtime, {(IsReduced ? "int8" : "float32")}, batch {Samples}";

    public int Samples { get; }

    public long MultiplyAdds { get; }

    public bool IsReduced { get; }

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

    private static byte[] Write(Model model, TrunkQuantization? quantization)
    {
        using var scope = torch.NewDisposeScope();
        return OnnxWriter.WriteModel(model.Lower(), Inputs, Outputs, quantization);
    }

    private static TrunkQuantization Quantization(Model model)
    {
        using var pass = new TrunkPass(model, precision: Precision.Int8);
        var count = pass.BatchSize;
        pass.Show([new NDArray(BenchNumbers.Pictures(count, model.Input.Shape.Size), [count, .. model.Input.Shape.Dimensions])]);
        return pass.Decide().Quantization
            ?? throw new InvalidOperationException("This machine does not compute in 8 bits.");
    }

    private float[] Compute()
    {
        using var outputs = session.Run(options, Inputs, [pictures], Outputs);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
