using Graft.Runtime.Heads;

namespace Graft.Runtime.Tests.Heads;

public sealed class HeadSearchTests
{
    private static readonly ManagedLinearAlgebra Algebra = new();

    [Theory]
    [InlineData(null)]
    [InlineData(HeadKind.Discriminant)]
    [InlineData(HeadKind.Logistic)]
    public void A_found_head_tells_pictures_that_it_has_not_seen_and_is_as_sure_as_it_is_right(HeadKind? kind)
    {
        var choice = Search().Run(FeatureProblem.Make(150, 3, inLast: 0.8f, before: 0.4f), kind);
        var unseen = FeatureProblem.Make(300, 3, inLast: 0.8f, before: 0.4f, key: "unseen");
        var logits = choice.Head.Logits(unseen.Rows(choice.Taps, withMirrored: false), Algebra);

        Assert.InRange(Accuracy(logits, unseen.Labels), 0.85, 1);
        var loss = Temperature.Losses(logits, unseen.Labels, 1).Average();
        var best = Temperature.Losses(logits, unseen.Labels, Temperature.Fit(logits, unseen.Labels)).Average();
        Assert.InRange(loss - best, 0, 0.03);
        Assert.Equal(kind ?? HeadKind.Discriminant, choice.Kind);
    }

    // A network of random weights may give nothing but zeros.
    [Theory]
    [InlineData(HeadKind.Discriminant)]
    [InlineData(HeadKind.Logistic)]
    public void Features_that_are_all_zero_give_a_head_of_numbers_that_tells_nothing_apart(HeadKind kind)
    {
        int[] labels = [.. Enumerable.Range(0, 12).Select(row => row % 3)];
        var problem = new HeadProblem(new float[12 * 40], null, new TapWidths(40, 40, 40), labels, 3);

        var head = Search().Run(problem, kind).Head;

        var logits = head.Logits(problem.Rows(Taps.Last, withMirrored: false), Algebra);
        Assert.All(logits.Values, value => Assert.True(double.IsFinite(value)));
        for (var row = 1; row < 12; row++)
            Assert.Equal(logits.Row(0).ToArray(), logits.Row(row).ToArray());
    }

    [Fact]
    public void Blocks_are_taken_where_they_tell_more_and_what_is_asked_for_is_done()
    {
        Assert.Equal(Taps.Blocks, Search().Run(FeatureProblem.Make(120, 3, inLast: 0.1f, before: 0.8f)).Taps);
        Assert.Equal(Taps.Last, Search().Run(FeatureProblem.Make(60, 3, inLast: 0.1f, before: 0.8f), taps: Taps.Last).Taps);
        Assert.Equal(Taps.Blocks, Search().Run(FeatureProblem.Make(60, 3, inLast: 1, before: 0), taps: Taps.Blocks).Taps);
    }

    [Fact]
    public void Deviations_are_taken_where_they_tell_more_unless_the_last_block_alone_was_asked_for()
    {
        var inDeviations = FeatureProblem.Make(90, 3, inLast: 0.1f, before: 0.1f, inDeviations: 0.8f);
        Assert.Equal(Taps.Deviations, Search().Run(inDeviations).Taps);
        Assert.Equal(Taps.Deviations, Search().Run(inDeviations, HeadKind.Logistic).Taps);
        Assert.Equal(Taps.Deviations, Search().Run(inDeviations, taps: Taps.Blocks).Taps);
        Assert.Equal(Taps.Last, Search().Run(inDeviations, taps: Taps.Last).Taps);
        var inLast = FeatureProblem.Make(90, 3, inLast: 1, before: 0, inDeviations: 0);
        Assert.Equal(Taps.Last, Search().Run(inLast, HeadKind.Logistic).Taps);
        Assert.Equal(Taps.Deviations, Search().Run(inLast, taps: Taps.Deviations).Taps);
    }

    [Theory]
    [InlineData(HeadKind.Discriminant, true, null)]
    [InlineData(HeadKind.Discriminant, true, 0.4f)]
    [InlineData(HeadKind.Discriminant, false, null)]
    [InlineData(HeadKind.Logistic, false, null)]
    [InlineData(HeadKind.Logistic, false, 0.4f)]
    public void A_choice_is_found_again_to_the_bit_without_a_search(HeadKind kind, bool mirrored, float? inDeviations)
    {
        var problem = FeatureProblem.Make(90, 4, inLast: 0.4f, before: 0.4f, mirrored, inDeviations: inDeviations);
        var found = Search().Run(problem, kind);
        var again = kind == HeadKind.Discriminant
            ? Search().Follow(problem, found.Discriminant!)
            : Search().Follow(problem, found.Logistic!, found.Taps);

        Assert.Equal(found.Taps, again.Taps);
        Assert.Equal(found.Head.Kernel.Values, again.Head.Kernel.Values);
        Assert.Equal(found.Head.Bias, again.Head.Bias);
    }

    [Fact]
    public void What_was_tried_is_told_with_its_accuracy_and_what_became_of_it()
    {
        var choice = Search().Run(FeatureProblem.Make(90, 3, inLast: 0.3f, before: 0.7f, mirrored: true, inDeviations: 0.1f));
        Assert.Equal(
            [
                "discriminant, last block", "discriminant, last block, mirrored", "discriminant, all blocks",
                "discriminant, all blocks, mirrored", "discriminant, all blocks with deviations",
                "discriminant, all blocks with deviations, mirrored", "logistic, all blocks",
            ],
            choice.Candidates.Select(candidate => candidate.Name));
        Assert.Contains(choice.Candidates, candidate => candidate.Chosen);
        Assert.All(choice.Candidates, candidate =>
        {
            Assert.Equal(90, candidate.Count);
            Assert.InRange(candidate.Accuracy!.Value, 0.5, 1);
            Assert.NotEqual("", candidate.Why);
        });
    }

    [Theory]
    [InlineData(2, 2, false)]
    [InlineData(2, 2, true)]
    [InlineData(3, 2, true)]
    [InlineData(5, 4, false)]
    public void A_picture_or_two_of_a_class_are_enough(int pictures, int classes, bool mirrored)
    {
        var problem = FeatureProblem.Make(pictures, classes, inLast: 2, before: 2, mirrored);
        foreach (var kind in new HeadKind?[] { null, HeadKind.Discriminant, HeadKind.Logistic })
        {
            var choice = Search().Run(problem, kind);
            Assert.All(choice.Head.Kernel.Values, value => Assert.True(double.IsFinite(value)));
            Assert.Equal(1, Accuracy(choice.Head.Logits(problem.Rows(choice.Taps, false), Algebra), problem.Labels));
        }
    }

    [Theory]
    [InlineData(HeadKind.Discriminant)]
    [InlineData(HeadKind.Logistic)]
    public void Of_very_many_pictures_some_choose_and_all_are_learned_from(HeadKind kind)
    {
        var problem = FeatureProblem.Make(3100, 4, inLast: 0.4f, before: 0.4f, mirrored: true);

        var choice = Search().Run(problem, kind);

        Assert.InRange(choice.Candidates[0].Count, 1000, 3000);
        var again = kind == HeadKind.Discriminant
            ? Search().Follow(problem, choice.Discriminant!)
            : Search().Follow(problem, choice.Logistic!, choice.Taps);
        Assert.Equal(again.Head.Kernel.Values, choice.Head.Kernel.Values);
        var unseen = FeatureProblem.Make(400, 4, inLast: 0.4f, before: 0.4f, key: "unseen");
        var logits = choice.Head.Logits(unseen.Rows(choice.Taps, withMirrored: false), Algebra);
        var loss = Temperature.Losses(logits, unseen.Labels, 1).Average();
        Assert.InRange(loss - Temperature.Losses(logits, unseen.Labels, Temperature.Fit(logits, unseen.Labels)).Average(), 0, 0.03);
    }

    [Fact]
    public void Of_very_many_pictures_no_class_is_lost_whatever_its_share()
    {
        int[] labels = [.. Enumerable.Repeat(0, 3500), 1, .. Enumerable.Repeat(2, 2), .. Enumerable.Repeat(3, 500)];
        Assert.Equal([0, 1, 2, 3], Judgement.SomeOf(labels).Select(picture => labels[picture]).Distinct());
        Assert.Equal([0, 2, 3], Judgement.Pictures(labels).Select(picture => labels[picture]).Distinct());
        Assert.InRange(Judgement.SomeOf(labels).Length, 2900, 3010);
    }

    [Fact]
    public void Features_below_zero_are_taken_as_they_are()
    {
        Assert.True(FeatureProblem.Make(30, 3, 0.5f, 0.5f).HasRoots);
        var problem = FeatureProblem.Make(60, 3, 1, 1, lowest: 0);
        Assert.False(problem.HasRoots);
        var choice = Search().Run(problem);
        Assert.InRange(Accuracy(choice.Head.Logits(problem.Rows(choice.Taps, false), Algebra), problem.Labels), 0.9, 1);
    }

    [Fact]
    public void Arrays_that_do_not_fit_and_classes_without_a_picture_are_refused()
    {
        var widths = new TapWidths(4, 3, 2);
        Assert.Throws<ArgumentException>(() => new HeadProblem(new float[7], null, widths, [0, 1], 2));
        Assert.Throws<ArgumentException>(() => new HeadProblem(new float[8], new float[4], widths, [0, 1], 2));
        var empty = Assert.Throws<ArgumentException>(() => new HeadProblem(new float[8], null, widths, [0, 2], 3));
        Assert.Contains("Class 1", empty.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Taps_see_the_last_features_of_a_row()
    {
        Assert.Equal([Taps.Last], new TapWidths(5, 5, 5).Ways);
        Assert.Equal([Taps.Last, Taps.Blocks], new TapWidths(5, 5, 2).Ways);
        Assert.Equal([Taps.Last, Taps.Deviations], new TapWidths(5, 2, 2).Ways);
        var widths = new TapWidths(9, 5, 2);
        Assert.Equal([Taps.Last, Taps.Blocks, Taps.Deviations], widths.Ways);
        Assert.Equal([2, 5, 9], widths.Ways.Select(widths.Of));
        var problem = new HeadProblem([1, 2, 3, 4, 5, 6, 7, 8, 9], null, widths, [0], 1, hasRoots: false);
        var row = new double[5];
        problem.Rows(Taps.Blocks, withMirrored: false).Read(0, 0, row);
        Assert.Equal([5, 6, 7, 8, 9], row);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TapWidths(4, 5, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TapWidths(5, 4, 5));
    }

    private static HeadSearch Search() => new(Algebra);

    private static double Accuracy(Matrix logits, IReadOnlyList<int> labels) => Enumerable.Range(0, logits.Rows)
        .Count(row => logits[row, labels[row]] == logits.Row(row).ToArray().Max()) / (double)logits.Rows;
}
