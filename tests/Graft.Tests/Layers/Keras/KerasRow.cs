using System.Text.Json;
using Graft.Operations;

namespace Graft.Tests.Layers.Keras;

/// <summary>One operation of a network as Keras wrote it down.</summary>
internal sealed record KerasRow(
    string Name, string Type, Shape Shape, long Parameters, IReadOnlyList<string> Inbound, JsonElement Config);
