using System.Text.Json;
using System.Text.Json.Serialization;
using Graft.Trunk.Quantization;

namespace Graft.Trunk;

/// <summary>How a trunk is run. The same decision on the same network gives the same program.</summary>
/// <param name="Precision">What it computes in; never <see cref="Precision.Auto"/>.</param>
/// <param name="Remark">Why, for somebody who asks.</param>
/// <param name="Quantization">How it computes in 8 bits; null in other precisions.</param>
public sealed record TrunkDecision(Precision Precision, string Remark, TrunkQuantization? Quantization = null)
{
    /// <summary>As bytes that <see cref="FromJson"/> reads.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, TrunkDecisionJson.Default.TrunkDecision);

    /// <summary>Reads what <see cref="ToJson"/> gave.</summary>
    /// <returns>Null where it is something else.</returns>
    public static TrunkDecision? FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            var decision = JsonSerializer.Deserialize(json, TrunkDecisionJson.Default.TrunkDecision);
            return decision is { Precision: Precision.Int8, Quantization: null } or { Precision: Precision.Auto } ? null : decision;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>How decisions are written.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TrunkDecision))]
internal sealed partial class TrunkDecisionJson : JsonSerializerContext;
