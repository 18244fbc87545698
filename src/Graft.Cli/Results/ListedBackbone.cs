using Graft.Backbones;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;
using Graft.Weights;

namespace Graft.Cli.Results;

/// <summary>A backbone as <c>graft backbones</c> lists it.</summary>
internal sealed record ListedBackbone(
    string Name,
    string Family,
    long Parameters,
    int InputSize,
    int MinimumSize,
    int Features,
    IReadOnlyList<ListedWeights> Weights,
    Preprocessing Preprocessing)
{
    public static ListedBackbone Of(Backbone backbone, WeightsSearch search)
    {
        var entry = backbone.Weights;
        PublishedFile?[] files = [entry.WithTop, entry.WithoutTop, entry.Original];
        return new(
            backbone.Name, backbone.Family, backbone.Parameters, backbone.DefaultShape[0], backbone.MinimumSize,
            backbone.Features,
            [.. files.OfType<PublishedFile>().Select(file => ListedWeights.Of(entry, file, search))], entry.Preprocessing);
    }
}

/// <summary>One published file of weights.</summary>
/// <param name="Tag">The publisher's name for this training.</param>
/// <param name="Source">Who published it.</param>
/// <param name="File">The file's name, by which it is found in folders.</param>
/// <param name="Url">Where it is downloaded from; null where it comes with Graft or was made on this machine.</param>
/// <param name="Hash">What its bytes are checked by; null where the publisher states none.</param>
/// <param name="Licence">An SPDX identifier or the publisher's words.</param>
/// <param name="Top1">The published accuracy on ImageNet, from 0 to 1; null where none is published.</param>
/// <param name="IncludesTop">Whether the classifier is in it.</param>
/// <param name="Cached">Whether it lies on this machine, in the cache or in a folder of GRAFT_WEIGHTS.</param>
internal sealed record ListedWeights(
    string Tag, string Source, string File, string? Url, ContentHash? Hash, string Licence, double? Top1, bool IncludesTop,
    bool Cached)
{
    public static ListedWeights Of(WeightsEntry entry, PublishedFile file, WeightsSearch search) => new(
        entry.Tag, entry.Source, file.File, file.Url?.AbsoluteUri, file.Hash, entry.Licence, entry.Top1,
        file != entry.WithoutTop, IsHere(file, search));

    private static bool IsHere(PublishedFile file, WeightsSearch search)
    {
        string[] names = [file.File, Path.ChangeExtension(file.File, ".safetensors")];
        return System.IO.File.Exists(Path.Combine(search.Cache, file.File))
            || (file.Url is null && System.IO.File.Exists(Path.Combine(search.Embedded, file.File)))
            || search.Folders.Any(folder => names.Any(name => System.IO.File.Exists(Path.Combine(folder, name)))
                || (file.Folder is { } repository && Directory.Exists(Path.Combine(folder, repository))));
    }
}
