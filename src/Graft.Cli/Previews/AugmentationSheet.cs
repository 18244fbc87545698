using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Runtime.Imaging;

namespace Graft.Cli.Previews;

/// <summary>A row for each picture: first as it is, then its views.</summary>
/// <param name="augmenter">What makes the views.</param>
/// <param name="height">The views' height in pixels.</param>
/// <param name="width">The views' width in pixels.</param>
/// <param name="views">How many views each picture has.</param>
/// <param name="seed">Fixes everything random.</param>
internal sealed class AugmentationSheet(Augmenter augmenter, int height, int width, int views, long seed)
{
    private readonly List<Picture[]> rows = [];
    private readonly Preprocessing preprocessing = new()
    {
        InputHeight = height,
        InputWidth = width,
        ResizeRule = ResizeRule.ShortSide,
        ResizeSize = Math.Min(height, width),
    };

    /// <summary>Adds a picture.</summary>
    /// <exception cref="PictureException">It cannot be used; the sheet is as it was.</exception>
    public void Add(PictureReference reference)
    {
        var file = reference.Read(PictureLimits.Default.MaximumBytes);
        var (picture, hash) = (PictureDecoder.Decode(file), PictureHash.Of(file));
        rows.Add(
        [
            preprocessing.Resize(picture),
            .. Enumerable.Range(0, views).Select(view => augmenter.View(picture, preprocessing, seed, hash, view)),
        ]);
    }

    /// <summary>The whole sheet; at least one picture was added.</summary>
    public Picture Draw()
    {
        var sheet = new ContactSheet(rows.Count, views + 1, height, width);
        foreach (var (row, pictures) in rows.Index())
            foreach (var (column, picture) in pictures.Index())
                sheet.Put(row, column, picture);
        return sheet.Picture;
    }
}
