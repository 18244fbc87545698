using Graft.Runtime.Bundles;

namespace Graft.Weights;

/// <summary>A file at its publisher's.</summary>
/// <param name="File">Its name, by which it is found in folders and in the cache.</param>
/// <param name="Url">Where the publisher keeps it; null for a file that comes with Graft or was made on this machine.</param>
/// <param name="Hash">The hash that the publisher states, or the first digits of it where only those are; null where none is
/// stated.</param>
public sealed record PublishedFile(string File, Uri? Url, ContentHash? Hash)
{
    /// <summary>
    /// The folder that holds it where the publisher's repository was copied whole, under the names of the Hugging Face hub
    /// (<c>resnet50.a1_in1k/model.safetensors</c>); null where there is no such repository.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>The same weights in the other format, which is taken as well: the ending is <c>.safetensors</c>.</summary>
    internal string Twin => Path.ChangeExtension(File, ".safetensors");
}
