using CsCheck;
using Graft.Data;
using Graft.Planning.Recommendations;

namespace Graft.Tests.Planning.Recommendations;

public sealed class PictureSampleTests
{
    private static readonly Gen<int[]> ClassSizes = Gen.Int[1, 60].Array[2, 8];

    [Fact]
    public void Every_beginning_has_each_class_in_its_share() => Gen.Select(ClassSizes, Gen.Int[1, 200], Gen.Int[0, 5])
        .Sample((sizes, count, seed) =>
        {
            var all = Pictures(sizes);
            var sample = new PictureSample(all, seed).Take(count);

            Assert.Equal(Math.Min(count, all.Count), sample.Count);
            Assert.Equal(sample.Count, sample.Distinct().Count());
            if (count < 2 * sizes.Length)
                return;
            foreach (var (label, size) in sizes.Index())
            {
                var (own, share) = (sample.Count(picture => picture.Label == label), sample.Count * size / (double)all.Count);
                Assert.True(own >= Math.Min(2, size));
                // What the first two of each class take more, the others lack.
                Assert.True(Math.Abs(own - share) <= 2 * sizes.Length, $"{own} of {size}, {share}");
            }
        });

    [Fact]
    public void A_larger_sample_has_all_of_a_smaller_one_and_the_order_is_the_datasets()
    {
        var all = Pictures([50, 20, 30]);
        var sample = new PictureSample(all, seed: 3);
        for (var count = 1; count < 100; count++)
            Assert.Subset(sample.Take(count + 1).ToHashSet(), sample.Take(count).ToHashSet());
        Assert.Equal(all, sample.Take(100));
        var places = sample.Take(40).Select(picture => all.ToList().IndexOf(picture)).ToList();
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void The_seed_chooses()
    {
        var all = Pictures([50, 50]);
        Assert.Equal(new PictureSample(all, 1).Take(20), new PictureSample(all, 1).Take(20));
        Assert.NotEqual(new PictureSample(all, 1).Take(20), new PictureSample(all, 2).Take(20));
    }

    private static List<LabeledPicture> Pictures(int[] sizes) =>
    [
        .. from own in sizes.Index()
           from i in Enumerable.Range(0, own.Item)
           select new LabeledPicture(new Named($"{own.Index}/{i}"), own.Index),
    ];

    private sealed class Named(string name) : PictureReference(name)
    {
        public override byte[] Read(long maximumBytes) => throw new NotSupportedException();
    }
}
