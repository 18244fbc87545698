using Graft.Weights;

namespace Graft.Backbones;

/// <summary>Backbones that were made on this machine: weights files that <c>graft pretrain</c> or <c>graft distill</c> wrote.</summary>
public static class OwnBackbones
{
    /// <summary>What the names of their files end in, so that they are found in a folder.</summary>
    public const string Ending = ".weights.safetensors";

    /// <summary>The publisher's part of their names.</summary>
    public const string Source = "own";

    /// <summary>Those in the folders that are searched and in the cache: <c>NAME.weights.safetensors</c> is <c>NAME.own</c>.</summary>
    /// <remarks>A file that says nothing of itself, or something that cannot be read, is none.</remarks>
    public static IReadOnlyList<Backbone> In(WeightsSearch search)
    {
        ArgumentNullException.ThrowIfNull(search);
        return
        [
            .. from folder in search.Folders.Append(search.Cache)
               where Directory.Exists(folder)
               from path in Directory.EnumerateFiles(folder, "*" + Ending).Order(StringComparer.Ordinal)
               let backbone = Readable(path)
               where backbone is not null
               group backbone by backbone.Name into same
               select same.First(),
        ];
    }

    /// <summary>The backbone that a file's weights make; null where the file does not say what it is.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightsException">It cannot be read, or is of a network that this version does not know.</exception>
    public static Backbone? Of(string path)
    {
        using var file = WeightsFile.Open(path);
        if (PretrainedEntry.In(file) is not { } entry)
            return null;
        try
        {
            return BackboneRegistry.Find(entry.Architecture).Pretrained(entry, Path.GetFileName(path), NameOf(path));
        }
        catch (UnknownBackboneException e)
        {
            throw new WeightsException($"'{path}' has weights of a network that this version of Graft does not know: {e.Message}", e);
        }
    }

    private static string NameOf(string path)
    {
        var file = Path.GetFileName(path);
        var stem = file.EndsWith(Ending, StringComparison.Ordinal) ? file[..^Ending.Length] : Path.GetFileNameWithoutExtension(file);
        return $"{stem}.{Source}";
    }

    /// <summary>A backbone with the weights of a file: prepared as that says of itself, where Graft has made it.</summary>
    /// <param name="backbone">The backbone that was asked for.</param>
    /// <param name="path">The file; null, or one that says nothing, changes nothing.</param>
    /// <exception cref="WeightsException">The file cannot be read, or was made for another network.</exception>
    internal static Backbone With(Backbone backbone, string? path)
    {
        if (path is null || !path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || !File.Exists(path))
            return backbone;
        using var file = WeightsFile.Open(path);
        if (PretrainedEntry.In(file) is not { } entry)
            return backbone;
        return entry.Architecture == backbone.Name
            ? backbone.Pretrained(entry, Path.GetFileName(path), backbone.Name)
            : throw new WeightsException(
                $"'{path}' has weights of '{entry.Architecture}', and '{backbone.Name}' was asked for. Name that backbone.");
    }

    private static Backbone? Readable(string path)
    {
        try
        {
            return Of(path);
        }
        catch (WeightsException)
        {
            return null;
        }
    }
}
