using System.IO.Compression;
using System.Text;

namespace Graft.Runtime.Bundles;

/// <summary>Writes a bundle: the same content gives the same bytes, and the file is there whole or not at all.</summary>
public static class BundleWriter
{
    // The earliest time that a zip can state: the time of writing is no property of the model.
    private static readonly DateTimeOffset Timestamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // An ordinary file that its owner may write and all may read, in the upper half, where Unix keeps it.
    private const int Attributes = 0b1_000_000_110_100_100 << 16;

    /// <summary>Writes a bundle to a temporary file beside its place, flushes it to the disk and renames it.</summary>
    /// <param name="path">Where the bundle shall be; its folder must exist.</param>
    /// <param name="content">What goes into it.</param>
    /// <param name="overwrite">Whether a file that is there already may be replaced.</param>
    /// <exception cref="ArgumentException">The configuration's values are impossible; all of them are named.</exception>
    /// <exception cref="BundleException">The file cannot be written, or it is there already and may not be replaced.</exception>
    public static void Write(string path, BundleContent content, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(content);
        var problems = ConfigurationProblems.Of(content.Configuration);
        if (problems.Count > 0)
            throw new ArgumentException(
                $"The bundle's configuration cannot be used: {string.Join("; ", problems)}.", nameof(content));
        if ((content.WriteAdapters is null) == (content.WriteWeights is null)
            || (content.WriteAdapters is null) != (content.Configuration.Adapters is null))
            throw new ArgumentException(
                "A bundle holds either a model's ONNX file and its weights, or adapters and what the configuration says of them.",
                nameof(content));
        if (!overwrite && File.Exists(path))
            throw new BundleException($"'{path}' is there already and was not overwritten.");
        try
        {
            WholeFile.Write(path, overwrite, stream => Write(stream, content));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new BundleException($"The bundle '{path}' cannot be written: {e.Message}", e);
        }
    }

    private static void Write(Stream stream, BundleContent content)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var parts = content.WriteAdapters is null ? BundleParts.All : BundleParts.OfAdapters;
        foreach (var part in content.WriteTeaching is null ? parts : [.. parts, BundleParts.Teaching])
        {
            var entry = archive.CreateEntry(part, CompressionLevel.NoCompression);
            entry.LastWriteTime = Timestamp;
            entry.ExternalAttributes = Attributes;
            using var target = entry.Open();
            Write(target, part, content);
        }
    }

    private static void Write(Stream target, string part, BundleContent content)
    {
        switch (part)
        {
            case BundleParts.Configuration:
                target.Write(ConfigurationFile.Write(content.Configuration));
                break;
            case BundleParts.Card:
                target.Write(Encoding.UTF8.GetBytes(ModelCard.Of(content.Configuration)));
                break;
            case BundleParts.Recipe:
                target.Write(content.Recipe.Span);
                break;
            case BundleParts.Onnx:
                target.Write(content.Onnx.Span);
                break;
            case BundleParts.Weights:
                content.WriteWeights!(target);
                break;
            case BundleParts.Adapters:
                content.WriteAdapters!(target);
                break;
            case BundleParts.Teaching:
                content.WriteTeaching!(target);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(part), part, "unknown part");
        }
    }
}
