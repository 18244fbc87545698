using Graft.Data;
using Graft.Planning;
using Graft.Planning.Recommendations;
using Graft.Runtime.Bundles;
using Graft.Runtime.Heads;

namespace Graft.Tests.Planning.Recommendations;

public sealed class CrossValidationTests
{
    private const int Width = 40, LastWidth = 10, Classes = 4;
    private static readonly TapWidths Widths = new(Width, Width, LastWidth);

    [Fact]
    public void Labels_that_have_nothing_to_do_with_the_features_are_told_no_better_than_by_chance()
    {
        var scores = Of(Random(200, signal: 0));
        // Three standard errors around a quarter.
        Assert.InRange(scores.Accuracy, 0.25 - 0.092, 0.25 + 0.092);
    }

    [Fact]
    public void Classes_that_lie_apart_are_told() => Assert.InRange(Of(Random(200, signal: 4)).Accuracy, 0.99, 1);

    [Fact]
    public void A_picture_that_is_there_twice_is_not_judged_by_a_head_that_has_seen_it()
    {
        var once = Random(120, signal: 0);
        int[] twice = [.. Enumerable.Range(0, once.Count).SelectMany(i => new[] { i, i })];
        var same = once.Some(twice);
        var others = same with { Pictures = Hashed(same.Labels) };

        Assert.Equal(Of(once).Right, Of(same).Right);
        // So much would be told if copies were taken for others.
        Assert.True(Of(others).Accuracy > Of(same).Accuracy + 0.2);
    }

    [Fact]
    public void Each_picture_that_has_another_of_its_class_is_judged_once_and_classes_without_pictures_do_not_count()
    {
        int[] labels = [.. Enumerable.Repeat(1, 9), 3, .. Enumerable.Repeat(5, 7)];
        var part = Part(labels, signal: 3);
        Assert.Equal(16, Of(part).Right.Length);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(0)]
    public void Too_few_pictures_are_refused_in_plain_words(int pictures)
    {
        int[] labels = [.. Enumerable.Range(0, pictures).Select(i => i % 2), 2, 3, 4];
        var refused = Assert.Throws<RecommendationException>(() => Of(Part(labels, signal: 1)));
        Assert.Contains($"of {pictures + 3} there are {pictures} whose class has another one; it takes at least 10", refused.Message);
    }

    [Fact]
    public void It_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => new CrossValidation(1, TimeProvider.System).Of(
            Random(100, 1), Widths, (folds, _) => CancelAt(folds), stop.Token));

        void CancelAt(int folds)
        {
            if (folds == 2)
                stop.Cancel();
        }
    }

    private static PictureScores Of(PartFeatures part) =>
        new CrossValidation(1, TimeProvider.System).Of(part, Widths, (_, _) => { }, TestContext.Current.CancellationToken);

    private static PartFeatures Random(int count, double signal) =>
        Part([.. Enumerable.Range(0, count).Select(i => i * 7 % 31 % Classes)], signal);

    // Noise, and on top of it for each class one feature of the last block that stands out.
    private static PartFeatures Part(int[] labels, double signal)
    {
        var random = new Random(5);
        var (plain, mirrored) = (new float[labels.Length * Width], new float[labels.Length * Width]);
        for (var i = 0; i < labels.Length; i++)
            for (var feature = 0; feature < Width; feature++)
                foreach (var view in new[] { plain, mirrored })
                    view[i * Width + feature] = (float)(
                        random.NextDouble() + (feature == Width - LastWidth + labels[i] ? signal : 0));
        return new PartFeatures(
            new NDArray(plain, labels.Length, Width), new NDArray(mirrored, labels.Length, Width), labels, Hashed(labels), []);
    }

    private static HashedPicture[] Hashed(int[] labels) => [.. labels.Select((label, i) =>
        new HashedPicture($"{i}", DataPart.Train, label, PictureHash.Of(BitConverter.GetBytes(i))))];
}
