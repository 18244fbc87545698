using Graft.Data;

namespace Graft.Tests.Data;

public sealed class DatasetProblemsTests : IDisposable
{
    private readonly PictureTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public void A_missing_folder_is_named() => Assert.Contains("no such file or folder", Assert.Single(Problems("nowhere")));

    [Fact]
    public void An_empty_folder_is_said_to_hold_no_picture() =>
        Assert.Equal("There is no picture in it.", Assert.Single(Problems("")));

    [Fact]
    public void A_file_of_another_kind_is_refused()
    {
        tree.WithFile("notes.txt", [1]).WithFile("broken.zip", "PK but no zip"u8.ToArray());
        tree.WithFile("empty.zip", []).WithFile("empty.csv", []);
        Assert.Contains("neither a folder nor a .zip nor a .csv", Assert.Single(Problems("notes.txt")));
        Assert.Contains("no zip archive", Assert.Single(Problems("broken.zip")));
        Assert.Contains("no zip archive", Assert.Single(Problems("empty.zip")));
        Assert.Contains("path,label", Problems("empty.csv")[0]);
    }

    [Fact]
    public void One_class_is_not_enough()
    {
        tree.With("ants/1.bmp", "ants/2.bmp");
        Assert.Contains("one class only, 'ants'", Assert.Single(Problems("")));
    }

    [Fact]
    public void Pictures_without_class_folders_are_explained()
    {
        tree.With("1.bmp", "2.bmp");
        Assert.Contains("2 pictures in it, but no class folders", Assert.Single(Problems("")));
    }

    [Fact]
    public void All_problems_of_one_folder_are_named_together()
    {
        tree.With("train/ants/1.bmp", "test/ants/2.bmp", "test/wasps/3.bmp", "val/Ants/4.bmp", "valid/ants/5.bmp")
            .WithFolder("train/bees");
        var error = Assert.Throws<DatasetException>(() => DatasetIndex.Open(tree.Root));
        Assert.Collection(
            error.Problems,
            problem => Assert.Contains("'val' and 'valid' name the same part", problem),
            problem => Assert.Contains("without a picture: 'train/bees'", problem),
            problem => Assert.Contains("one class only, 'ants'", problem),
            problem => Assert.Contains("validation part that have no picture in the training part: 'Ants'", problem),
            problem => Assert.Contains("test part that have no picture in the training part: 'wasps'", problem));
        Assert.All(error.Problems, problem => Assert.Contains(problem, error.Message));
        Assert.Contains(tree.Root, error.Message);
    }

    [Fact]
    public void Training_needs_a_training_part()
    {
        tree.With("test/ants/1.bmp", "test/bees/2.bmp");
        Assert.Contains("No picture is in the training part", Assert.Single(Problems("")));
    }

    [Fact]
    public void Options_that_leave_nothing_to_train_on_are_refused_together()
    {
        tree.With("ants/1.bmp", "bees/2.bmp");
        var error = Assert.Throws<DatasetException>(() => DatasetIndex.Open(
            tree.Root, new DatasetOptions { ValidationFraction = 0.5, TestFraction = double.NaN, Shots = 0 }));
        Assert.Equal(2, error.Problems.Count);
        error = Assert.Throws<DatasetException>(() => DatasetIndex.Open(
            tree.Root, new DatasetOptions { ValidationFraction = 0.5, TestFraction = 0.5 }));
        Assert.Contains("leave nothing to train on", Assert.Single(error.Problems));
    }

    [Fact]
    public void Links_stay_within_the_folder_or_are_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right on Windows that a test does not have.");
        tree.With("outside/secret/1.bmp", "data/ants/1.bmp", "data/bees/2.bmp", "data/bees/more/3.bmp");
        File.CreateSymbolicLink(tree.Path("data/ants/inside.bmp"), tree.Path("data/bees/2.bmp"));
        Directory.CreateSymbolicLink(tree.Path("data/wasps"), "bees/more");
        using (var index = DatasetIndex.Open(tree.Path("data")))
        {
            Assert.Equal(["ants", "bees", "wasps"], index.ClassNames);
            Assert.Equal(5, index.Train.Count + index.Validation.Count + index.Test.Count);
        }

        File.CreateSymbolicLink(tree.Path("data/ants/out.bmp"), "../../outside/secret/1.bmp");
        Directory.CreateSymbolicLink(tree.Path("data/stolen"), tree.Path("outside/secret"));
        Directory.CreateSymbolicLink(tree.Path("data/bees/round"), "..");
        File.CreateSymbolicLink(tree.Path("data/bees/self.bmp"), "self.bmp");
        var problems = Problems("data");
        Assert.Contains("lead out of the folder: 'ants/out.bmp' and 'stolen'", problems[0]);
        Assert.Contains("lead in a circle: 'bees/round' and 'bees/self.bmp'", problems[1]);
    }

    private IReadOnlyList<string> Problems(string name) =>
        Assert.Throws<DatasetException>(() => DatasetIndex.Open(tree.Path(name))).Problems;
}
