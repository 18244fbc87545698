using System.Text.Json;
using Xunit;

namespace Graft.Testing;

/// <summary>
/// Finds the reference data that lie beside the checkout (<c>../shared</c>, or the folder in <c>GRAFT_SHARED</c>).
/// A test that asks for a part which is missing is skipped, and the skip says what was missing.
/// </summary>
public static class Shared
{
    private static readonly string? Root = FindRoot();

    /// <summary>The full path of a file or folder below <c>shared/</c>; skips the calling test where it is missing.</summary>
    public static string Path(params string[] parts)
    {
        var relative = System.IO.Path.Combine(parts);
        if (Root is null)
            Assert.Skip($"NEEDS shared/{relative}: no folder 'shared' beside the checkout (GRAFT_SHARED may name one).");
        var path = System.IO.Path.Combine(Root, relative);
        if (!File.Exists(path) && !Directory.Exists(path))
            Assert.Skip($"NEEDS shared/{relative}: not found in {Root}.");
        return path;
    }

    /// <summary>A JSON file of the reference data.</summary>
    public static JsonDocument Json(params string[] parts) =>
        JsonDocument.Parse(File.ReadAllBytes(Path(parts)), new JsonDocumentOptions { MaxDepth = 256 });

    /// <summary>A safetensors file of the reference data.</summary>
    public static TensorFile Tensors(params string[] parts) => TensorFile.Read(Path(parts));

    private static string? FindRoot()
    {
        if (Environment.GetEnvironmentVariable("GRAFT_SHARED") is { Length: > 0 } named)
            return Directory.Exists(named) ? System.IO.Path.GetFullPath(named) : null;
        if (Checkout.Root is not { } checkout)
            return null;
        var beside = System.IO.Path.GetFullPath(System.IO.Path.Combine(checkout, "..", "shared"));
        return Directory.Exists(beside) ? beside : null;
    }
}
