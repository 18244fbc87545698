using Graft.Data;

namespace Graft.Planning.Recommendations;

/// <summary>Pictures in an order of which every beginning is a sample with each class in its share.</summary>
internal sealed class PictureSample
{
    // No class is left with one picture while there is another: alone it could be learned or judged, not both.
    private const int FewestOfClass = 2;

    private readonly (LabeledPicture Picture, int Place)[] order;

    /// <param name="pictures">The pictures to choose among.</param>
    /// <param name="seed">Chooses.</param>
    public PictureSample(IReadOnlyList<LabeledPicture> pictures, int seed)
    {
        order =
        [
            .. pictures.Index().GroupBy(picture => picture.Item.Label).SelectMany(own =>
            {
                var shuffled = SeededOrder.Of(own, picture => picture.Item.Picture.Name, seed, "sample");
                return shuffled.Select((picture, rank) => (
                    Picture: (picture.Item, picture.Index), IsFirst: rank < FewestOfClass, Share: (rank + 0.5) / shuffled.Length));
            })
            .OrderByDescending(picture => picture.IsFirst).ThenBy(picture => picture.Share)
            .ThenBy(picture => picture.Picture.Item.Picture.Name, StringComparer.Ordinal)
            .Select(picture => picture.Picture),
        ];
    }

    /// <summary>How many there are.</summary>
    public int Count => order.Length;

    /// <summary>A sample, in the order of the dataset.</summary>
    public IReadOnlyList<LabeledPicture> Take(int count) =>
        [.. order.Take(count).OrderBy(picture => picture.Place).Select(picture => picture.Picture)];
}
