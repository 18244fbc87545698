namespace Graft.Runtime.Bundles;

/// <summary>Where a part's bytes lie, for readers that go back and forth in a file.</summary>
/// <param name="Path">The file that holds them: the bundle itself, or the part in an unpacked folder.</param>
/// <param name="Offset">Their first byte's place in that file.</param>
/// <param name="Length">How many there are.</param>
public readonly record struct PartLocation(string Path, long Offset, long Length);
