using Graft.Tests.Data;

namespace Graft.Tests.Pretraining;

/// <summary>Pictures that each show one colour; their classes are <c>blue</c> and <c>green</c>.</summary>
internal static class ColouredPictures
{
    /// <summary>Adds some of each class to a folder, every one of another shade.</summary>
    public static PictureTree With(this PictureTree tree, int each, int size = 40, string part = "", int first = 0)
    {
        for (var number = first; number < first + each; number++)
        {
            var shade = 60 + number;
            tree.WithFile($"{part}blue/{number}.bmp", PictureTree.Bitmap(shade, size, size));
            tree.WithFile($"{part}green/{number}.bmp", PictureTree.Bitmap(shade << 8, size, size));
        }
        return tree;
    }
}
