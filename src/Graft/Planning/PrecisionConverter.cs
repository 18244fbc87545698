using System.Text.Json;
using System.Text.Json.Serialization;
using Graft.Trunk;

namespace Graft.Planning;

/// <summary>A precision as the command line calls it: <c>auto</c>, <c>fp32</c>, <c>bf16</c>.</summary>
internal sealed class PrecisionConverter() : JsonStringEnumConverter<Precision>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
