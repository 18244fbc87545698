using System.Globalization;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;
using Graft.Weights;

namespace Graft.Backbones.Timm;

/// <summary>One published set of timm's weights (a <c>pretrained_cfg</c>): a row of the tables.</summary>
/// <param name="Architecture">The network's name in timm.</param>
/// <param name="Tag">The training's name.</param>
/// <param name="Preprocessing">How pictures are prepared.</param>
/// <param name="TestPreprocessing">How they are for the larger size that timm tests with; null where it is the same.</param>
/// <param name="Classes">Classes that its classifier tells apart; 0 where it has none.</param>
/// <param name="Licence">The licence as an SPDX identifier.</param>
/// <param name="Top1">The accuracy that timm measured, in percent; null where it is none of ImageNet-1k.</param>
/// <param name="Original">The file that the hub's was made of; null where that is not published.</param>
internal sealed record TimmWeights(
    string Architecture, string Tag, Preprocessing Preprocessing, Preprocessing? TestPreprocessing, int Classes, string Licence,
    double? Top1, PublishedFile? Original)
{
    private const string Hub = "https://huggingface.co/timm/";

    /// <summary>The file on the Hugging Face hub, where all of timm's are called alike; here it is called as its repository.</summary>
    public PublishedFile Published
    {
        get
        {
            // The same weights with another activation lie there once.
            var repository = $"{Architecture.Replace("_quickgelu", "", StringComparison.Ordinal)}.{Tag}";
            return new($"{repository}.safetensors", new Uri($"{Hub}{repository}/resolve/main/model.safetensors"), null)
            {
                Folder = repository,
            };
        }
    }

    /// <summary>Reads a row: its columns are those of the tables' first lines.</summary>
    public static TimmWeights Parse(string row)
    {
        if (row.Split(',') is not [
            var name, var size, var crop, var interpolation, var mode, var scale, var testSize, var testCrop, var classes,
            var licence, var top1, var original])
            throw new FormatException($"'{row}' has not as many columns as the tables of timm's weights.");
        var point = name.IndexOf('.', StringComparison.Ordinal);
        return new(
            name[..point], name[(point + 1)..], Prepare(size, crop), testSize == "" ? null : Prepare(testSize, testCrop),
            int.Parse(classes, CultureInfo.InvariantCulture), licence == "" ? "not stated" : licence,
            top1 == "" ? null : Number(top1), original == "" ? null : OriginalAt(original));

        Preprocessing Prepare(string pixels, string fraction)
        {
            var side = int.Parse(pixels, CultureInfo.InvariantCulture);
            var rule = mode == "squash" ? ResizeRule.Squash : ResizeRule.ShortSide;
            var (mean, deviation) = Scale(scale);
            var preprocessing = Preprocessing.Timm(
                side, side, Number(fraction), Enum.Parse<Interpolation>(interpolation, ignoreCase: true), rule);
            return preprocessing with { Mean = mean, StandardDeviation = deviation };
        }
    }

    // The normalizations by the names that timm has for their constants.
    private static (IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation) Scale(string name) => name switch
    {
        "imagenet" => (Preprocessing.ImageNetMean, Preprocessing.ImageNetStandardDeviation),
        "half" => ([0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]),
        "clip" => ([0.48145466f, 0.4578275f, 0.40821073f], [0.26862954f, 0.26130258f, 0.27577711f]),
        "none" => ([0f, 0f, 0f], [1f, 1f, 1f]),
        _ => throw new FormatException($"'{name}' is no normalization of timm's."),
    };

    // Names of these files end with the first digits of their hash.
    private static PublishedFile OriginalAt(string address)
    {
        var file = address[(address.LastIndexOf('/') + 1)..];
        var digits = Path.GetFileNameWithoutExtension(file)[(Path.GetFileNameWithoutExtension(file).LastIndexOf('-') + 1)..];
        var isHash = digits.Length >= 8 && digits.All(char.IsAsciiHexDigitLower);
        return new(file, new Uri(address), isHash ? new ContentHash("sha256", digits) : null);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
