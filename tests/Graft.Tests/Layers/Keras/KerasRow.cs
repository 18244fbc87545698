using System.Text.Json;
using Graft.Operations;

namespace Graft.Tests.Layers.Keras;

/// <summary>One operation of a network as Keras wrote it down.</summary>
internal sealed record KerasRow(
    string Name, string Type, Shape Shape, long Parameters, IReadOnlyList<string> Inbound, JsonElement Config)
{
    /// <summary>The type of Graft's layer: what Keras writes as a sum or product with a number is a rescaling.</summary>
    public string LayerType => Type is "Add" or "Multiply" && Inbound.Count == 1 ? "Rescaling" : Type;
}
