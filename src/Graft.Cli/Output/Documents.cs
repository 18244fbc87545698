using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Graft.Cli.Diagnosis;
using Graft.Cli.Results;

namespace Graft.Cli.Output;

/// <summary>How the verbs' results are written as JSON; generated at build, so that nothing is looked up at the start.</summary>
[JsonSerializable(typeof(CacheContents))]
[JsonSerializable(typeof(ComparedMethods))]
[JsonSerializable(typeof(DemonstratedTransfer))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(EvaluatedModel))]
[JsonSerializable(typeof(ExportedModel))]
[JsonSerializable(typeof(InspectedWeights))]
[JsonSerializable(typeof(IReadOnlyList<ListedBackbone>))]
[JsonSerializable(typeof(IReadOnlyList<PredictedPicture>))]
[JsonSerializable(typeof(PreviewedAugmentation))]
[JsonSerializable(typeof(PretrainedWeights))]
[JsonSerializable(typeof(PulledWeights))]
[JsonSerializable(typeof(RecommendedBackbones))]
[JsonSerializable(typeof(SummarizedModel))]
[JsonSerializable(typeof(TaughtModel))]
[JsonSerializable(typeof(TrainedModel))]
[JsonSerializable(typeof(WrittenFeatures))]
internal sealed partial class Documents : JsonSerializerContext
{
    // "café" and "a < b" stay readable: the document goes to a stream, never into a web page.
    public static Documents Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    });
}
