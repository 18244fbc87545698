using System.IO.Compression;
using Graft.Data;
using Graft.Runtime.Bundles;

namespace Graft.Tests.Data;

public sealed class DatasetIndexTests : IDisposable
{
    private readonly PictureTree tree = new();

    public void Dispose() => tree.Dispose();

    [Theory]
    [InlineData("hymenoptera", 2, 245, 153)]
    [InlineData("sign_language_digits", 10, 1651, 411)]
    [InlineData("trashnet", 6, 959, 273)]
    public void The_packs_keep_their_test_part_and_lose_a_stratified_validation_part(
        string pack, int classes, int train, int test)
    {
        using var index = DatasetIndex.Open(Shared.Path("data", pack + ".zip"));

        Assert.Equal(classes, index.ClassNames.Count);
        Assert.Equal(index.ClassNames.Order(StringComparer.Ordinal), index.ClassNames);
        Assert.True(index.PartsGiven);
        Assert.Equal(test, index.Test.Count);
        Assert.Equal(train, index.Train.Count + index.Validation.Count);
        Assert.All(index.Test, picture =>
            Assert.StartsWith("test/" + index.ClassNames[picture.Label] + "/", picture.Picture.Name));
        foreach (var ofClass in index.Train.Concat(index.Validation).GroupBy(picture => picture.Label))
        {
            var validation = index.Validation.Count(picture => picture.Label == ofClass.Key);
            Assert.InRange(validation, ofClass.Count() * 0.15 - 1, ofClass.Count() * 0.15 + 1);
        }
        Assert.Empty(index.LeftOut);
    }

    [Fact]
    public void A_file_that_is_no_picture_is_counted_in_the_large_pack()
    {
        using var index = DatasetIndex.Open(Shared.Path("data", "tiny_imagenet.zip"));
        Assert.Equal(200, index.ClassNames.Count);
        Assert.Equal((40_000, 8_000), (index.Train.Count + index.Validation.Count, index.Test.Count));
        Assert.Equal(new LeftOut("classes.csv", LeftOutReason.NotAPicture), Assert.Single(index.LeftOut));
    }

    [Fact]
    public void A_folder_its_zip_and_a_wrapped_zip_give_the_same_parts()
    {
        foreach (var name in Names("ants", 20).Concat(Names("bees", 13)).Concat(Names("Cats", 7)))
            tree.With("pictures/" + name);
        ZipFile.CreateFromDirectory(tree.Path("pictures"), tree.Path("flat.zip"), CompressionLevel.Fastest, false);
        ZipFile.CreateFromDirectory(tree.Path("pictures"), tree.Path("wrapped.zip"), CompressionLevel.Fastest, true);

        using var folder = DatasetIndex.Open(tree.Path("pictures"));
        using var flat = DatasetIndex.Open(tree.Path("flat.zip"));
        using var wrapped = DatasetIndex.Open(tree.Path("wrapped.zip"));

        Assert.Equal(["Cats", "ants", "bees"], folder.ClassNames);
        Assert.Equal(Content(folder), Content(flat));
        Assert.Equal(Content(folder), Content(wrapped));
        Assert.Equal("pictures/" + folder.Test[0].Picture.Name, wrapped.Test[0].Picture.Name);
        Assert.NotEmpty(folder.Validation);
    }

    [Fact]
    public void A_folder_called_train_wraps_nothing()
    {
        PictureTree.Zip(
            tree.Path("train.zip"),
            ("train/a/1.bmp", [1]), ("train/a/2.bmp", [2]), ("train/a/3.bmp", [3]), ("train/b/4.bmp", [4]));
        using var index = DatasetIndex.Open(tree.Path("train.zip"));
        Assert.True(index.PartsGiven);
        Assert.Equal((3, 1, 0), (index.Train.Count, index.Validation.Count, index.Test.Count));
    }

    [Fact]
    public void Everything_below_a_class_folder_is_of_that_class()
    {
        tree.With("ants/2019/may/a.bmp", "ants/b.bmp", "bees/deep/c.bmp", "bees/d.bmp");
        using var index = DatasetIndex.Open(tree.Root);
        Assert.Equal(["ants", "bees"], index.ClassNames);
        Assert.Equal(4, index.Train.Count + index.Validation.Count + index.Test.Count);
    }

    [Fact]
    public void Hidden_files_and_other_files_are_left_out_and_counted()
    {
        tree.With("ants/a.bmp", "bees/b.bmp", ".cache/c.bmp", "ants/._a.bmp", "__MACOSX/ants/a.bmp", "loose.bmp")
            .WithFile("ants/Thumbs.db", [1]).WithFile("bees/notes.txt", "a note"u8.ToArray()).WithFile("bees/empty", []);
        using var index = DatasetIndex.Open(tree.Root);
        Assert.Equal(["ants", "bees"], index.ClassNames);
        Assert.Equal(
            [
                (".cache", LeftOutReason.Hidden), ("__MACOSX", LeftOutReason.Hidden), ("ants/._a.bmp", LeftOutReason.Hidden),
                ("ants/Thumbs.db", LeftOutReason.Hidden), ("bees/empty", LeftOutReason.NotAPicture),
                ("bees/notes.txt", LeftOutReason.NotAPicture), ("loose.bmp", LeftOutReason.OutsideClassFolders),
            ],
            index.LeftOut.Select(left => (left.Name, left.Reason)));
    }

    [Fact]
    public void A_picture_without_an_ending_is_known_by_its_content()
    {
        tree.With("ants/a", "ants/b.dat", "bees/b.bmp", "bees/c.bmp");
        using var index = DatasetIndex.Open(tree.Root);
        Assert.Equal(4, index.Train.Count + index.Validation.Count);
    }

    [Fact]
    public void Given_parts_are_taken_as_they_are_by_any_of_their_names()
    {
        tree.With("Train/a/1.bmp", "Train/b/2.bmp", "valid/a/3.bmp", "TEST/b/4.bmp", "extra/a/5.bmp", "TEST/6.bmp");
        using var index = DatasetIndex.Open(tree.Root);
        Assert.Equal(["Train/a/1.bmp", "Train/b/2.bmp"], index.Train.Select(picture => picture.Picture.Name));
        Assert.Equal(["valid/a/3.bmp"], index.Validation.Select(picture => picture.Picture.Name));
        Assert.Equal(["TEST/b/4.bmp"], index[DataPart.Test].Select(picture => picture.Picture.Name));
        Assert.Equal(
            [("TEST/6.bmp", LeftOutReason.OutsideClassFolders), ("extra/a/5.bmp", LeftOutReason.OutsideParts)],
            index.LeftOut.Select(left => (left.Name, left.Reason)));
    }

    [Fact]
    public void A_class_may_be_called_train()
    {
        tree.With("bus/1.bmp", "bus/2.bmp", "train/3.bmp", "train/steam/4.bmp");
        using var index = DatasetIndex.Open(tree.Root);
        Assert.Equal(["bus", "train"], index.ClassNames);
        Assert.False(index.PartsGiven);
    }

    [Fact]
    public void Shots_choose_so_many_of_each_class_and_shrink_the_validation_part()
    {
        foreach (var name in Names("train/ants", 100).Concat(Names("train/bees", 4)).Concat(Names("test/ants", 9)))
            tree.With(name);
        using var all = DatasetIndex.Open(tree.Root);
        using var few = DatasetIndex.Open(tree.Root, new DatasetOptions { Shots = 10 });
        using var again = DatasetIndex.Open(tree.Root, new DatasetOptions { Shots = 10 });
        using var other = DatasetIndex.Open(tree.Root, new DatasetOptions { Shots = 10, Seed = 1 });

        Assert.Equal(10, few.Train.Count(picture => picture.Label == 0));
        Assert.Equal(3, few.Train.Count(picture => picture.Label == 1));
        Assert.Equal(2, few.Validation.Count(picture => picture.Label == 0));
        Assert.Equal(1, few.Validation.Count(picture => picture.Label == 1));
        Assert.Equal(9, few.Test.Count);
        Assert.Empty(few.Train.Select(picture => picture.Picture.Name).Except(all.Train.Select(picture => picture.Picture.Name)));
        Assert.Equal(Content(few), Content(again));
        Assert.NotEqual(Content(few), Content(other));
    }

    [Fact]
    public void For_an_evaluation_pictures_without_parts_are_the_test_part_and_one_class_is_enough()
    {
        tree.With("flat/ants/1.bmp", "flat/ants/2.bmp", "parts/test/ants/3.bmp");
        var options = new DatasetOptions { Purpose = DatasetPurpose.Evaluation };
        using var flat = DatasetIndex.Open(tree.Path("flat"), options);
        using var parts = DatasetIndex.Open(tree.Path("parts"), options);
        Assert.Equal((2, 0, false), (flat.Test.Count, flat.Train.Count, flat.PartsGiven));
        Assert.Equal((1, 0, true), (parts.Test.Count, parts.Train.Count, parts.PartsGiven));
    }

    internal static IEnumerable<string> Names(string folder, int count) =>
        Enumerable.Range(0, count).Select(i => $"{folder}/{i:d4}.bmp");

    private static string Content(DatasetIndex index) => string.Join('\n', Enum.GetValues<DataPart>().SelectMany(part =>
        index[part].Select(picture => $"{part} {picture.Label} {PictureHash.Of(picture.Picture.Read(1000))}")));
}
