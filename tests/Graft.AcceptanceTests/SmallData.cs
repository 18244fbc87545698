namespace Graft.AcceptanceTests;

/// <summary>A few pictures of ants and bees, laid out as data for a training.</summary>
internal static class SmallData
{
    /// <summary>With <c>train/</c> and <c>test/</c>.</summary>
    public static string WithParts(TemporaryFolder folder, int train = 12, int test = 8)
    {
        var root = Directory.CreateDirectory(folder.File("insects")).FullName;
        SharedPictures.UnpackClasses("hymenoptera", "train", train, root);
        SharedPictures.UnpackClasses("hymenoptera", "test", test, root);
        return root;
    }

    /// <summary>Class folders alone, so that the parts are made.</summary>
    public static string WithoutParts(TemporaryFolder folder, int each = 20, int classes = int.MaxValue) =>
        SharedPictures.UnpackClasses(
            "hymenoptera", "train", each, Directory.CreateDirectory(folder.File("plain")).FullName, classes);
}
