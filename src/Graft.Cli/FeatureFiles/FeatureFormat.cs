namespace Graft.Cli.FeatureFiles;

/// <summary>The formats that features are written in, each by its file name's ending.</summary>
internal enum FeatureFormat
{
    /// <summary>NumPy's own: one array of shape <c>[pictures, ...]</c>.</summary>
    Npy,

    /// <summary>One array named <c>features</c>; what they are of stands in the metadata.</summary>
    Safetensors,

    /// <summary>A row a picture, with the columns <c>file</c> and <c>features</c> (a list).</summary>
    Parquet,
}

/// <summary>The endings of the formats.</summary>
internal static class FeatureFormats
{
    /// <summary>The endings as a person would name them.</summary>
    public const string Endings = ".npy, .safetensors or .parquet";

    /// <summary>The format that belongs to a file name, or null where none does.</summary>
    public static FeatureFormat? Of(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".npy" => FeatureFormat.Npy,
        ".safetensors" => FeatureFormat.Safetensors,
        ".parquet" => FeatureFormat.Parquet,
        _ => null,
    };
}
