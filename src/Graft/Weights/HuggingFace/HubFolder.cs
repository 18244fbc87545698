using System.Text.Json;

namespace Graft.Weights.HuggingFace;

/// <summary>
/// A folder as the Hugging Face hub has it: <c>config.json</c>, and the weights in <c>model.safetensors</c> or
/// <c>pytorch_model.bin</c>, whole or in parts.
/// </summary>
internal sealed class HubFolder : WeightsFile
{
    private const string Description = "config.json";
    private const long LargestDescription = 16L << 20;

    // Safetensors before pickles, as timm and transformers choose too.
    private static readonly string[] Known =
    [
        "model.safetensors", "model.safetensors" + ShardedFile.Ending, "open_clip_model.safetensors",
        "pytorch_model.bin", "pytorch_model.bin" + ShardedFile.Ending,
    ];

    private readonly WeightsFile weights;

    private HubFolder(string path, WeightsFile weights, IReadOnlyDictionary<string, string> metadata)
        : base(path) => (this.weights, Metadata) = (weights, metadata);

    public override string Format => $"Hugging Face folder, {weights.Format}";

    internal override bool IsInModelOrder => weights.IsInModelOrder;

    public override IReadOnlyList<StoredArray> Arrays => weights.Arrays;

    public override IReadOnlyList<StoredArray> LeftOut => weights.LeftOut;

    public override IReadOnlyList<string> Unwrapped => weights.Unwrapped;

    public override IReadOnlyList<string> Files => weights.Files;

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The weights that a folder holds under one of the known names, or null.</summary>
    public static string? WeightsIn(string folder) =>
        Known.Select(name => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Opens the weights of a folder.</summary>
    public static HubFolder Read(string folder)
    {
        var path = WeightsIn(folder) ?? throw new WeightsException(
            $"'{folder}' is a folder, not a weights file, and holds none under the names of the Hugging Face hub "
            + $"({string.Join(", ", Known)}).");
        var metadata = ReadDescription(System.IO.Path.Combine(folder, Description));
        return new(folder, WeightsFile.Open(path), metadata);
    }

    protected override void Dispose(bool disposing) => weights.Dispose();

    // What timm and transformers say in short: the architecture, the numbers of classes and features, tag and licence.
    private static Dictionary<string, string> ReadDescription(string path)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(path))
            return metadata;
        using var file = FileBytes.Open(path);
        if (file.Length > LargestDescription)
            throw new WeightsException($"'{path}' has {file.Length} bytes; {LargestDescription} is the limit.");
        try
        {
            using var document = JsonDocument.Parse(file.Start((int)file.Length));
            Add(document.RootElement);
            if (document.RootElement.TryGetProperty("pretrained_cfg", out var pretrained))
                Add(pretrained);
            return metadata;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new WeightsException($"'{path}' is no description of a model: {e.Message}", e);
        }

        void Add(JsonElement element)
        {
            foreach (var item in element.EnumerateObject())
                if (item.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                    metadata.TryAdd(item.Name, item.Value.ToString());
        }
    }
}
