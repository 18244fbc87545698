using System.Text.Json;
using System.Text.Json.Serialization;
using static System.FormattableString;

namespace Graft.Runtime.Imaging;

public sealed partial record Preprocessing
{
    private const int LargestSize = 16_384;

    /// <summary>What is wrong with these settings, in words that go after a colon; empty where nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (InputHeight is < 1 or > LargestSize || InputWidth is < 1 or > LargestSize)
            problems.Add($"the input size {InputHeight} x {InputWidth} is not between 1 and {LargestSize}");
        if (ResizeSize is < 1 or > LargestSize || (ResizeSize is null && ResizeRule == ResizeRule.ShortSide))
            problems.Add(Invariant($"the resize size {ResizeSize?.ToString() ?? "(none)"} is not between 1 and {LargestSize}"));
        if (!Enum.IsDefined(ResizeRule) || !Enum.IsDefined(Interpolation) || !Enum.IsDefined(Channels))
            problems.Add("the resize rule, the interpolation or the channel order is unknown");
        if (!Antialias && Interpolation is Interpolation.Box or Interpolation.Hamming)
            problems.Add($"the interpolation {Interpolation} needs antialias");
        if (!float.IsFinite(FullScale) || FullScale <= 0)
            problems.Add(Invariant($"the value of a full channel is {FullScale}, not a positive number"));
        if (Mean is not { Count: 3 } mean || !mean.All(float.IsFinite))
            problems.Add("the mean is not three numbers");
        if (StandardDeviation is not { Count: 3 } deviation || !deviation.All(value => float.IsFinite(value) && value > 0))
            problems.Add("the standard deviation is not three positive numbers");
        return problems;
    }

    /// <summary>These settings as a JSON object, every one of them written out.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, PreprocessingJson.Default.Preprocessing);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON object.</param>
    /// <exception cref="FormatException">
    /// It is no such object, lacks a setting, or its settings are not valid; all problems are named.
    /// </exception>
    public static Preprocessing FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var preprocessing = JsonSerializer.Deserialize(json, PreprocessingJson.Default.Preprocessing)
                ?? throw new FormatException("The preprocessing is null.");
            if (preprocessing.Problems() is { Count: > 0 } problems)
                throw new FormatException(Message(problems));
            return preprocessing;
        }
        catch (JsonException e)
        {
            throw new FormatException($"The preprocessing cannot be read: {e.Message}", e);
        }
    }

    private void Validate()
    {
        if (Problems() is { Count: > 0 } problems)
            throw new InvalidOperationException(Message(problems));
    }

    private static string Message(IReadOnlyList<string> problems) =>
        $"The preprocessing is not valid: {string.Join("; ", problems)}.";
}

/// <summary>How settings are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Preprocessing))]
internal sealed partial class PreprocessingJson : JsonSerializerContext;
