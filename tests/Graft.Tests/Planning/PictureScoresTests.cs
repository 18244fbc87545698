using Graft.Planning;

namespace Graft.Tests.Planning;

public sealed class PictureScoresTests
{
    [Fact]
    public void Scores_are_the_right_answers_and_the_likelihoods()
    {
        var scores = PictureScores.Of(new NDArray([0.7f, 0.3f, 0.4f, 0.6f, 1, 0], 3, 2), [0, 0, 1]);
        Assert.Equal([true, false, false], scores.Right);
        Close.Relative(
            [-(float)Math.Log(0.7), -(float)Math.Log(0.4), -(float)Math.Log(1e-12)], [.. scores.Losses.Select(loss => (float)loss)], 1e-5,
            "losses");
        Assert.Equal(1.0 / 3, scores.Accuracy, 12);
    }

    [Theory]
    [InlineData(0.1, true)]
    [InlineData(0.001, false)]
    [InlineData(0, false)]
    [InlineData(-0.1, false)]
    public void Better_is_what_gains_more_than_two_standard_errors_on_the_same_pictures(double gain, bool better)
    {
        // Gains of mean `gain` and deviation 0.1 on 100 pictures: a standard error of 0.01.
        double[] noise = [.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 0.1 : -0.1)];
        var head = new PictureScores(new bool[100], [.. noise.Select(_ => 1.0)]);
        var tuned = new PictureScores(new bool[100], [.. noise.Select(one => 1 - gain - one)]);
        Assert.Equal(better, tuned.IsClearlyBetterThan(head));
        Assert.False(head.IsClearlyBetterThan(head));
    }

    [Fact]
    public void Smaller_losses_do_not_make_up_for_wrong_answers()
    {
        var head = new PictureScores([true, true, true], [1, 1, 1]);
        var tuned = new PictureScores([true, true, false], [0.1, 0.1, 0.2]);
        Assert.False(tuned.IsClearlyBetterThan(head));
        Assert.True((tuned with { Right = [true, true, true] }).IsClearlyBetterThan(head));
    }

    [Fact]
    public void What_makes_next_to_no_mistake_cannot_be_beaten()
    {
        Assert.False(new PictureScores([], [0, 0, 0, 0, 0, 0, 0, 2]).CanBeBeaten);
        Assert.True(new PictureScores([], [0.3, 0.5, 0.2, 0.6, 0.3, 0.1]).CanBeBeaten);
    }

    [Fact]
    public void Folds_have_each_picture_once_and_as_many_of_each_class_but_for_one_that_has_a_single_picture()
    {
        int[] labels = [.. Enumerable.Repeat(0, 10), .. Enumerable.Repeat(1, 15), 2];
        var folds = CrossJudge.Deal(labels);
        Assert.Equal(Enumerable.Range(0, 25), folds.SelectMany(fold => fold).Order());
        Assert.All(folds, fold => Assert.Equal((2, 3), (fold.Count(i => labels[i] == 0), fold.Count(i => labels[i] == 1))));
    }

    [Theory]
    [InlineData(14, "1 3 7 all")]
    [InlineData(5, "1 3 all")]
    [InlineData(1, "all")]
    public void Depths_double_up_to_all_blocks(int blocks, string depths) =>
        Assert.Equal(depths, string.Join(' ', FineTunePlanner.Depths(blocks)));
}
