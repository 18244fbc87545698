using System.Text;
using Graft.Data;
using Graft.Runtime.Bundles;

namespace Graft.Tests.Data;

public sealed class SamePicturesTests
{
    [Fact]
    public void A_picture_hash_is_the_files_sha256()
    {
        // The example of FIPS 180-2, appendix B.1.
        const string Published = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        var hash = PictureHash.Of("abc"u8);
        Assert.Equal(Published, hash.ToString());
        Assert.Equal(hash, PictureHash.Parse(Published.ToUpperInvariant()));
        Assert.NotEqual(hash, PictureHash.Of("abd"u8));
        Assert.Throws<FormatException>(() => PictureHash.Parse("abc"));
        Assert.Throws<FormatException>(() => PictureHash.Parse(new string('x', 64)));
    }

    [Fact]
    public void The_same_picture_in_two_parts_or_two_classes_is_found()
    {
        var same = SamePictures.Find(
        [
            Picture("test/ants/9.jpg", DataPart.Test, 0, "x"), Picture("train/ants/1.jpg", DataPart.Train, 0, "x"),
            Picture("train/ants/2.jpg", DataPart.Train, 0, "y"), Picture("train/bees/3.jpg", DataPart.Train, 1, "y"),
            Picture("train/bees/4.jpg", DataPart.Train, 1, "z"),
        ]);
        Assert.Equal(2, same.Count);
        Assert.Equal(["test/ants/9.jpg", "train/ants/1.jpg"], same[0].Pictures.Select(picture => picture.Name));
        Assert.True(same[0] is { CrossParts: true, ContradictLabels: false });
        Assert.True(same[1] is { CrossParts: false, ContradictLabels: true });
    }

    private static HashedPicture Picture(string name, DataPart part, int label, string content) =>
        new(name, part, label, PictureHash.Of(Encoding.UTF8.GetBytes(content)));
}
