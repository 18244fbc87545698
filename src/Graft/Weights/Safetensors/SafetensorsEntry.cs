namespace Graft.Weights.Safetensors;

/// <summary>One line of the table of contents; offsets count from the first byte after the header.</summary>
internal sealed record SafetensorsEntry(string Name, ElementType ElementType, long[] Shape, long Begin, long End);
