using System.Text.Json;

namespace Graft.Runtime.Tests.Imaging;

/// <summary>One picture file of the reference data and what is known of it.</summary>
internal sealed class PictureFixture(JsonElement entry)
{
    public string Id { get; } = entry.GetProperty("id").GetString()!;

    public string Status { get; } = entry.GetProperty("status").GetString()!;

    public bool HasPixels { get; } = entry.TryGetProperty("array", out _);

    public int[] UprightSize { get; } = Numbers(entry, "upright_size");

    public int[] Sum { get; } = Numbers(entry, "sum");

    /// <summary>The part of the picture whose pixels are stored: x, y, width, height; empty where it is the whole.</summary>
    public int[] Crop { get; } = Numbers(entry, "crop");

    public string? Hash { get; } = Text(entry, "sha256_rgb");

    /// <summary>For 16-bit grey, where the reference of all the others clips.</summary>
    public string? SaneKey { get; } = Text(entry, "sane_key");

    public byte[] File { get; } =
        System.IO.File.ReadAllBytes(Shared.Path("fixtures", "imaging", "pictures", entry.GetProperty("file").GetString()!));

    public static IReadOnlyList<PictureFixture> All()
    {
        using var json = Shared.Json("fixtures", "imaging", "pictures.json");
        return [.. json.RootElement.GetProperty("pictures").EnumerateArray().Select(entry => new PictureFixture(entry))];
    }

    public static byte[] FileOf(string id) => All().Single(fixture => fixture.Id == id).File;

    private static int[] Numbers(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var numbers) && numbers.ValueKind == JsonValueKind.Array
            ? [.. numbers.EnumerateArray().Select(number => number.GetInt32())]
            : [];

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var text) ? text.GetString() : null;
}
