using Graft.Backbones;
using Graft.Weights;

namespace Graft.Cli.Results;

/// <summary>What <c>graft weights</c> found in a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Format">What kind of file it is, in words.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Metadata">What it says about itself.</param>
/// <param name="Unwrapped">What was taken off around the weights.</param>
/// <param name="Arrays">The weights in the file's order.</param>
/// <param name="LeftOut">Arrays that stand beside the weights.</param>
/// <param name="Numbers">How many numbers the weights have together.</param>
/// <param name="Nan">How many of them are no number.</param>
/// <param name="Infinite">How many of them are infinite.</param>
/// <param name="Fits">The published networks that take these weights.</param>
/// <param name="Output">Where they were written to, or null.</param>
internal sealed record InspectedWeights(
    string File, string Format, long Bytes, IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<string> Unwrapped,
    IReadOnlyList<InspectedArray> Arrays, IReadOnlyList<ListedArray> LeftOut, long Numbers, long Nan, long Infinite,
    IReadOnlyList<FittingNetwork> Fits, string? Output);

/// <summary>One array whose numbers were looked at.</summary>
internal sealed record InspectedArray(string Name, IReadOnlyList<long> Shape, string Dtype, long Nan, long Infinite)
{
    public static InspectedArray Of(StoredArray array, CancellationToken stop)
    {
        var found = array.FindNotFinite(stop);
        return new(array.ExportName, array.Shape, TypeName.Of(array.ElementType), found?.NaN ?? 0, found?.Infinite ?? 0);
    }
}

/// <summary>One array that is only named.</summary>
internal sealed record ListedArray(string Name, IReadOnlyList<long> Shape, string Dtype)
{
    public static ListedArray Of(StoredArray array) => new(array.Path, array.Shape, TypeName.Of(array.ElementType));
}

/// <summary>A network that takes the weights.</summary>
internal sealed record FittingNetwork(string Name, bool IncludesTop)
{
    public static FittingNetwork Of(FittingBackbone fitting) => new(fitting.Backbone.Name, fitting.IncludesTop);
}
