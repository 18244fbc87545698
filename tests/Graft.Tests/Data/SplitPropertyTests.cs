using CsCheck;
using Graft.Data;

namespace Graft.Tests.Data;

public sealed class SplitPropertyTests
{
    private static readonly Gen<(ClassifiedPicture[] Pictures, DatasetOptions Options, int Order)> Cases =
        from sizes in Gen.Int[1, 40].Array[2, 5]
        from seed in Gen.Long
        from validation in Gen.Double[0, 0.49]
        from test in Gen.Double[0, 0.49]
        from order in Gen.Int
        select (Pictures(sizes), new DatasetOptions { Seed = seed, ValidationFraction = validation, TestFraction = test }, order);

    [Fact]
    public void Every_picture_is_in_exactly_one_part() => Cases.Sample((pictures, options, _) =>
    {
        var parts = Split(pictures, options);
        Assert.Equal(Names(pictures).Order(StringComparer.Ordinal),
            Names(parts.Train).Concat(Names(parts.Validation)).Concat(Names(parts.Test)).Order(StringComparer.Ordinal));
    }, iter: 200);

    [Fact]
    public void Each_class_is_split_as_the_fractions_say_within_one_picture() => Cases.Sample((pictures, options, _) =>
    {
        var parts = Split(pictures, options);
        foreach (var ofClass in pictures.GroupBy(picture => picture.ClassName))
        {
            var (validation, test) = (Count(parts.Validation, ofClass.Key), Count(parts.Test, ofClass.Key));
            var count = ofClass.Count();
            Assert.InRange(validation, count * options.ValidationFraction - 1, count * options.ValidationFraction + 1);
            Assert.InRange(test, count * options.TestFraction - 1, count * options.TestFraction + 1);
            Assert.True(Count(parts.Train, ofClass.Key) >= 1);
            Assert.Equal(options.ValidationFraction > 0 && count >= 2, validation > 0);
            Assert.True(test > 0 || count < 3 || options.TestFraction == 0);
        }
    }, iter: 200);

    [Fact]
    public void The_split_does_not_depend_on_the_order_in_which_pictures_are_found() => Cases.Sample((pictures, options, order) =>
    {
        var shuffled = (ClassifiedPicture[])pictures.Clone();
        new Random(order).Shuffle(shuffled);
        var (first, second) = (Split(pictures, options), Split(shuffled, options));
        Assert.Equal(Names(first.Train), Names(second.Train));
        Assert.Equal(Names(first.Validation), Names(second.Validation));
        Assert.Equal(Names(first.Test), Names(second.Test));
    }, iter: 100);

    [Fact]
    public void A_picture_that_joins_moves_at_most_one_other_per_part()
    {
        var options = new DatasetOptions();
        for (var size = 2; size < 60; size++)
        {
            var (before, after) = (Split(Pictures([size, 5]), options), Split(Pictures([size + 1, 5]), options));
            Assert.InRange(Names(before.Test).Except(Names(after.Test)).Count(), 0, 1);
            Assert.InRange(Names(before.Validation).Except(Names(after.Validation)).Count(), 0, 2);
        }
    }

    [Fact]
    public void Seeds_give_different_splits()
    {
        var pictures = Pictures([30, 30]);
        var splits = Enumerable.Range(0, 20)
            .Select(seed => string.Join(',', Names(Split(pictures, new DatasetOptions { Seed = seed }).Test)));
        Assert.Equal(20, splits.Distinct().Count());
    }

    private static DatasetParts Split(ClassifiedPicture[] pictures, DatasetOptions options) =>
        StratifiedSplit.Make(new Classification(pictures, false, [], [], []), options);

    private static ClassifiedPicture[] Pictures(int[] sizes) =>
    [
        .. sizes.SelectMany((size, label) => DatasetIndexTests.Names($"class{label}", size).Select(name =>
            new ClassifiedPicture(new FoundPicture(name, new FilePicture(name, name)), $"class{label}", null))),
    ];

    private static IEnumerable<string> Names(IEnumerable<ClassifiedPicture> pictures) =>
        pictures.Select(picture => picture.Found.Name);

    private static int Count(IEnumerable<ClassifiedPicture> pictures, string className) =>
        pictures.Count(picture => picture.ClassName == className);
}
