using Graft.Data;
using Graft.Runtime.Imaging;

namespace Graft.Tests.Data;

public sealed class PictureDatasetTests : IDisposable
{
    private static readonly PictureDatasetOptions FewShots = new() { Split = new DatasetOptions { Shots = 3 } };

    private readonly PictureTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public void A_pack_opens_as_three_parts_that_a_training_can_read()
    {
        using var data = PictureDataset.Open(Shared.Path("data", "sign_language_digits.zip"), (50, 60, 3), FewShots);
        var train = data.Train;

        Assert.Equal((30, 10, 411), (train.Count, data.Validation.Count, data.Test.Count));
        Assert.Equal(10, train.ClassCount);
        Assert.Equal([50, 60, 3], train.SampleShape);
        Assert.All(train.Pictures.Zip(train.Labels), row => Assert.Contains($"/{data.ClassNames[row.Second]}/", row.First.Name));

        var values = new float[2 * 50 * 60 * 3];
        train.Read([29, 4], values);
        var preprocessing = new Preprocessing { InputHeight = 50, InputWidth = 60 };
        byte[] expected = [.. Pixels(29), .. Pixels(4)];
        Assert.Equal(expected.Select(value => (float)value), values);

        byte[] Pixels(int row) => preprocessing.Resize(PictureDecoder.Decode(data.Train.Pictures[row].Read(1 << 20))).Pixels;
    }

    [Fact]
    public void Pictures_beyond_the_memory_budget_are_read_again_with_the_same_values()
    {
        var path = Shared.Path("data", "sign_language_digits.zip");
        var preprocessing = new Preprocessing
        {
            InputHeight = 20,
            InputWidth = 20,
            Channels = ChannelOrder.Bgr,
            FullScale = 255,
            Mean = [103.939f, 116.779f, 123.68f],
        };
        using var kept = PictureDataset.Open(path, preprocessing, FewShots);
        using var partly = PictureDataset.Open(
            path, preprocessing, FewShots with { MemoryBudget = 12_000, Loading = new() { BatchSize = 10 } });
        int[] rows = [3, 3, 29, 0, 15];
        var (expected, actual) = (new float[5 * 1200], new float[5 * 1200]);
        kept.Train.Read(rows, expected);
        partly.Train.Read(rows, actual);
        Assert.Equal(expected, actual);
        var pixels = new byte[1200];
        partly.Train.ReadPixels([29], pixels);
        Assert.Equal(pixels[2] - 103.939f, actual[2 * 1200], 1e-4f);

        kept.Dispose();
        partly.Dispose();
        kept.Train.Read(rows, actual);
        Assert.Equal(expected, actual);
        Assert.Throws<ObjectDisposedException>(() => partly.Train.Read(rows, actual));
    }

    [Fact]
    public void Unusable_pictures_are_left_out_and_the_same_picture_in_two_parts_is_reported()
    {
        tree.With("train/a/1.bmp", "train/a/2.bmp", "train/b/3.bmp", "train/b/4.bmp", "test/b/5.bmp")
            .WithFile("train/a/0.bmp", [1, 2]);
        File.Copy(tree.Path("train/a/1.bmp"), tree.Path("test/b/copy.bmp"));
        using var data = PictureDataset.Open(
            tree.Root, (2, 2, 3), new PictureDatasetOptions { Split = new DatasetOptions { ValidationFraction = 0 } });
        Assert.Equal([0, 0, 1, 1], data.Train.Labels);
        Assert.Equal("train/a/0.bmp", Assert.Single(data.Train.Unusable).Name);
        var same = Assert.Single(data.SamePictures);
        Assert.True(same.CrossParts);
        Assert.Equal(["test/b/copy.bmp", "train/a/1.bmp"], same.Pictures.Select(picture => picture.Name));
        Assert.Equal(0, data.Validation.Count);
    }

    [Fact]
    public void Wrong_rows_wrong_room_and_wrong_shapes_are_refused()
    {
        tree.With("a/1.bmp", "b/2.bmp");
        using var data = PictureDataset.Open(tree.Root, (2, 2, 3));
        Assert.Throws<ArgumentException>(() => data.Train.Read([0], new float[11]));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Train.Read([2], new float[12]));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Train.ReadPixels([-1], new byte[12]));
        Assert.Throws<ArgumentException>(() => PictureDataset.Open(tree.Root, (2, 2, 1)));
        Assert.Throws<OperationCanceledException>(() => data.Train.Read([0], new float[12], new CancellationToken(true)));
    }

    [Fact]
    public void A_picture_that_vanishes_is_named_when_it_is_read()
    {
        tree.With("a/1.bmp", "b/2.bmp");
        using var data = PictureDataset.Open(tree.Root, (2, 2, 3), new PictureDatasetOptions { MemoryBudget = 0 });
        File.Delete(tree.Path("a/1.bmp"));
        var error = Assert.Throws<PictureException>(() => data.Train.Read([0], new float[12]));
        Assert.Contains("'a/1.bmp'", error.Message);
        Assert.Contains("does not exist", error.Message);
    }
}
