using Graft.Data;
using Graft.Evaluation;
using Graft.Runtime.Bundles;
using Graft.Tests.Data;

namespace Graft.Tests.Evaluation;

public sealed class EvaluationPicturesTests : IDisposable
{
    private readonly PictureTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public void Parts_that_the_data_give_count()
    {
        tree.With("train/a/1.bmp", "train/b/2.bmp", "validation/a/3.bmp", "test/a/4.bmp", "test/b/5.bmp");
        var record = new PartsRecord([Hash("test/a/4.bmp")], [], []);

        Assert.Equal(["test/a/4.bmp", "test/b/5.bmp"], Names(record, EvaluationSplit.Test));
        Assert.Equal(5, Names(record, EvaluationSplit.All).Count);
    }

    [Fact]
    public void Otherwise_the_model_knows_each_picture_by_its_content_whatever_it_is_called_now()
    {
        tree.With("a/1.bmp", "a/2.bmp", "b/3.bmp", "b/4.bmp", "b/new.bmp").WithFile("b/broken.bmp", []);
        var record = new PartsRecord([Hash("a/1.bmp")], [Hash("b/3.bmp")], [Hash("a/2.bmp"), Hash("b/4.bmp")]);
        File.Move(tree.Path("a/2.bmp"), tree.Path("a/renamed.bmp"));

        Assert.Equal(["a/renamed.bmp", "b/4.bmp"], Names(record, EvaluationSplit.Test));
        Assert.Equal(["a/1.bmp"], Names(record, EvaluationSplit.Train));
        Assert.Equal(["b/3.bmp"], Names(record, EvaluationSplit.Validation));
    }

    [Fact]
    public void A_picture_that_lay_in_two_parts_counts_once_in_each()
    {
        tree.With("a/1.bmp", "b/2.bmp").WithFile("a/twin.bmp", File.ReadAllBytes(tree.Path("a/1.bmp")));
        var record = new PartsRecord([Hash("a/1.bmp"), Hash("b/2.bmp")], [], [Hash("a/1.bmp")]);

        Assert.Single(Names(record, EvaluationSplit.Test));
        Assert.Equal(2, Names(record, EvaluationSplit.Train).Count);
    }

    [Fact]
    public void Validation_pictures_that_were_split_off_a_given_training_part_are_found_in_it()
    {
        tree.With("train/a/1.bmp", "train/b/2.bmp", "train/b/3.bmp", "test/a/4.bmp");
        var record = new PartsRecord(
            [Hash("train/a/1.bmp"), Hash("train/b/2.bmp")], [Hash("train/b/3.bmp")], [Hash("test/a/4.bmp")]);

        Assert.Equal(["train/b/3.bmp"], Names(record, EvaluationSplit.Validation));
        Assert.Equal(["train/a/1.bmp", "train/b/2.bmp"], Names(record, EvaluationSplit.Train));
    }

    [Fact]
    public void Data_that_the_model_has_never_seen_are_all_test()
    {
        tree.With("a/1.bmp", "b/2.bmp");

        Assert.Equal(2, Names(new PartsRecord([new string('0', 64)], [], []), EvaluationSplit.Test).Count);
        Assert.Equal(2, Names(null, EvaluationSplit.Test).Count);
    }

    [Fact]
    public void A_part_without_a_picture_is_refused()
    {
        tree.With("a/1.bmp", "b/2.bmp");

        var refusal = Assert.Throws<EvaluationException>(() => Names(null, EvaluationSplit.Train));
        Assert.Contains("'train'", refusal.Message, StringComparison.Ordinal);
    }

    private string Hash(string name) => PictureHash.Of(File.ReadAllBytes(tree.Path(name))).ToString();

    private IReadOnlyList<string> Names(PartsRecord? record, EvaluationSplit split)
    {
        using var index = DatasetIndex.Open(tree.Root, new DatasetOptions { Purpose = DatasetPurpose.Evaluation });
        return [.. EvaluationPictures.Of(index, record, split).Select(picture => picture.Picture.Name)];
    }
}
