using Graft.Runtime.Bundles;
using Graft.Weights;

namespace Graft.Backbones;

/// <summary>Where Keras keeps its published weights.</summary>
internal static class KerasFiles
{
    private const string Address = "https://storage.googleapis.com/tensorflow/keras-applications/";

    /// <summary>A file by its folder and name.</summary>
    /// <param name="path"><c>vgg16/NAME.h5</c></param>
    /// <param name="md5">The MD5 that Keras's source states; null where it states none.</param>
    public static PublishedFile At(string path, string? md5 = null)
    {
        var name = path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return new PublishedFile(name, new Uri(Address + path), md5 is null ? null : new ContentHash("md5", md5));
    }
}
