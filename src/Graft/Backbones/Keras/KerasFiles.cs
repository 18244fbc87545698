using Graft.Runtime.Bundles;
using Graft.Weights;

namespace Graft.Backbones.Keras;

/// <summary>Where Keras keeps its published weights.</summary>
internal static class KerasFiles
{
    private const string Address = "https://storage.googleapis.com/tensorflow/keras-applications/";

    private const string AddressOfEfficientNet = "https://storage.googleapis.com/keras-applications/";

    /// <summary>A file by its folder and name.</summary>
    /// <param name="path"><c>vgg16/NAME.h5</c></param>
    /// <param name="md5">The MD5 that Keras's source states; null where it states none.</param>
    public static PublishedFile At(string path, string? md5 = null)
    {
        var name = path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return new PublishedFile(name, new Uri(Address + path), md5 is null ? null : new ContentHash("md5", md5));
    }

    /// <summary>A file of EfficientNet's first version, which lies at an address of its own.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="md5">The MD5 that Keras's source states.</param>
    public static PublishedFile AtRoot(string name, string md5) =>
        new(name, new Uri(AddressOfEfficientNet + name), new ContentHash("md5", md5));

    /// <summary>The same file with the SHA-256 that Keras's source states instead of an MD5.</summary>
    public static PublishedFile At(string path, ContentHash hash) => At(path) with { Hash = hash };
}
