using Graft.Data;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;

namespace Graft.Tests.Data;

public sealed class PictureLoaderTests : IDisposable
{
    private static readonly Preprocessing Tiny = new() { InputHeight = 2, InputWidth = 2 };

    private readonly PictureTree tree = new();

    public void Dispose() => tree.Dispose();

    [Theory]
    [InlineData(1, 7, 1)]
    [InlineData(6, 7, 64)]
    public void Batches_hold_what_decoding_one_by_one_gives_in_the_order_given(int workers, int batchSize, int lookahead)
    {
        using var index = DatasetIndex.Open(Shared.Path("data", "hymenoptera.zip"));
        var pictures = index.Train.Where((_, i) => i % 9 == 0).Reverse().ToArray();
        var preprocessing = new Preprocessing { InputHeight = 40, InputWidth = 56 };
        var options = new PictureLoaderOptions { Workers = workers, BatchSize = batchSize, Lookahead = lookahead };
        var batches = new PictureLoader(preprocessing, options).Load(pictures);

        var next = 0;
        foreach (var batch in batches)
        {
            Assert.Equal(Math.Min(batchSize, pictures.Length - next), batch.Count);
            for (var i = 0; i < batch.Count; i++, next++)
            {
                var file = pictures[next].Picture.Read(long.MaxValue);
                Assert.Equal(next, batch.Indices[i]);
                Assert.Equal(pictures[next].Label, batch.Labels[i]);
                Assert.Equal(PictureHash.Of(file), batch.Hashes[i]);
                Assert.Equal(
                    preprocessing.Resize(PictureDecoder.Decode(file)).Pixels, batch.Pixels.AsSpan(i * 40 * 56 * 3, 40 * 56 * 3));
            }
        }
        Assert.Equal(pictures.Length, next);
        Assert.Empty(batches.Unusable);
        Assert.True(batches.LoadingTime > TimeSpan.Zero);
    }

    [Fact]
    public void No_more_pictures_are_in_flight_than_the_lookahead_says()
    {
        var begun = 0;
        var pictures = CountedPicture.Many(200, _ => Interlocked.Increment(ref begun));
        var batches = Loader(workers: 3, batchSize: 1, lookahead: 6).Load(pictures);
        var taken = 0;
        foreach (var batch in batches)
        {
            taken++;
            if (taken % 20 != 0)
                continue;
            WaitUntilSteady(() => Volatile.Read(ref begun));
            Assert.InRange(Volatile.Read(ref begun), Math.Min(200, taken + 1), taken + 6);
        }
        Assert.Equal((200, 200), (taken, begun));
    }

    [Fact]
    public async Task A_slow_picture_does_not_let_the_others_pile_up_behind_it()
    {
        var begun = 0;
        using var slow = new ManualResetEventSlim();
        var pictures = CountedPicture.Many(100, number =>
        {
            Interlocked.Increment(ref begun);
            if (number == 0)
                slow.Wait();
        });
        var batches = Loader(workers: 4, batchSize: 8, lookahead: 10).Load(pictures);
        var consumer = Task.Run(() => batches.SelectMany(batch => batch.Indices).ToArray());
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref begun) >= 2, TimeSpan.FromMinutes(1)));
        WaitUntilSteady(() => Volatile.Read(ref begun));
        var behind = Volatile.Read(ref begun);
        slow.Set();
        Assert.Equal(Enumerable.Range(0, 100), await consumer);
        Assert.InRange(behind, 2, 10);
    }

    [Fact]
    public void Unusable_pictures_are_named_with_their_reason_and_the_others_close_up()
    {
        tree.With("0.bmp", "1.bmp", "3.bmp", "5.bmp").WithFile("2.bmp", "no picture"u8.ToArray());
        using var list = PictureList.Open(Enumerable.Range(0, 6).Select(i => tree.Path($"{i}.bmp")));
        var batches = Loader(batchSize: 3).Load(list.Pictures);
        Assert.Equal([[0, 1, 3], [5]], batches.Select(batch => batch.Indices.ToArray()));
        Assert.Equal(
            [(2, tree.Path("2.bmp")), (4, tree.Path("4.bmp"))],
            batches.Unusable.Select(picture => (picture.Index, picture.Name)));
        Assert.Contains("not a picture", batches.Unusable[0].Reason);
        Assert.Contains("does not exist", batches.Unusable[1].Reason);
    }

    [Fact]
    public void Every_broken_picture_of_the_reference_data_is_named_and_stops_nothing()
    {
        using var list = PictureList.Open([Shared.Path("fixtures", "imaging", "pictures")]);
        var batches = new PictureLoader(new Preprocessing { InputHeight = 16, InputWidth = 16 }).Load(list.Pictures);
        var usable = batches.SelectMany(batch => batch.Indices).ToArray();
        Assert.Equal(list.Pictures.Count, usable.Length + batches.Unusable.Count);
        Assert.InRange(batches.Unusable.Count, 10, 30);
        Assert.All(batches.Unusable, picture => Assert.EndsWith(".", picture.Reason));
    }

    [Fact]
    public void Too_many_unusable_pictures_are_an_error_that_gives_reasons()
    {
        tree.With("a/1.bmp", "a/2.bmp", "b/3.bmp");
        foreach (var name in (string[])["a/4.bmp", "a/5.bmp", "b/6.bmp", "b/7.bmp"])
            tree.WithFile(name, []);
        using var index = DatasetIndex.Open(tree.Root, new DatasetOptions { ValidationFraction = 0, TestFraction = 0 });
        var error = Assert.Throws<DatasetException>(() => Loader().Load(index.Train).Count());
        Assert.Contains("4 of 7 pictures cannot be used, and at most 3 may be unusable", error.Message);
        Assert.Contains("'a/4.bmp': The file is empty.", error.Message);
        var patient = new PictureLoader(Tiny, new PictureLoaderOptions { MaximumUnusableShare = 0.6 });
        Assert.Equal(3, patient.Load(index.Train).Single().Count);
    }

    [Fact]
    public void A_class_that_loses_all_its_training_pictures_is_an_error()
    {
        tree.With("train/a/1.bmp", "train/a/2.bmp", "test/a/3.bmp").WithFile("train/b/4.bmp", [1]).WithFile("test/b/5.bmp", [1]);
        using var index = DatasetIndex.Open(tree.Root, new DatasetOptions { ValidationFraction = 0 });
        var error = Assert.Throws<DatasetException>(() => Loader().Load(index, DataPart.Train).Count());
        Assert.Contains("No training picture of these classes can be used: 'b'", error.Message);
        Assert.Equal(1, Loader().Load(index, DataPart.Test).Single().Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_is_read_after_the_enumeration_was_cancelled_or_left(bool cancelled)
    {
        var (begun, ended) = (0, 0);
        using var source = new CancellationTokenSource();
        var pictures = CountedPicture.Many(1000, _ =>
        {
            Interlocked.Increment(ref begun);
            Thread.Sleep(5);
            Interlocked.Increment(ref ended);
        });
        var batches = Loader(workers: 4, batchSize: 2).Load(pictures, source.Token);
        void Enumerate()
        {
            foreach (var batch in batches)
                if (cancelled)
                    source.Cancel();
                else
                    break;
        }
        if (cancelled)
            Assert.Equal(source.Token, Assert.Throws<OperationCanceledException>(Enumerate).CancellationToken);
        else
            Enumerate();
        var atTheEnd = Volatile.Read(ref ended);
        Thread.Sleep(50);
        Assert.Equal(atTheEnd, Volatile.Read(ref begun));
        Assert.InRange(atTheEnd, 2, 900);
    }

    [Fact]
    public void What_is_no_fault_of_a_picture_ends_the_enumeration()
    {
        var pictures = CountedPicture.Many(50, number =>
        {
            if (number == 20)
                throw new TimeZoneNotFoundException("a fault of another kind");
        });
        Assert.Throws<TimeZoneNotFoundException>(() => Loader().Load(pictures).Count());
    }

    [Fact]
    public void Batches_are_enumerated_once()
    {
        var batches = Loader().Load(CountedPicture.Many(3, _ => { }));
        Assert.Single(batches);
        Assert.Throws<InvalidOperationException>(() => batches.Count());
        Assert.Empty(Loader().Load(Array.Empty<PictureReference>()));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PictureLoader(Tiny, new PictureLoaderOptions { BatchSize = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PictureLoader(Tiny, new PictureLoaderOptions { Workers = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PictureLoader(Tiny, new PictureLoaderOptions { Lookahead = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new PictureLoader(Tiny, new PictureLoaderOptions { MaximumUnusableShare = double.NaN }));
    }

    private static PictureLoader Loader(int workers = 2, int batchSize = 4, int lookahead = 8) =>
        new(Tiny, new PictureLoaderOptions { Workers = workers, BatchSize = batchSize, Lookahead = lookahead });

    /// <summary>Waits until a count has not changed for a while, so that what runs ahead has run as far as it may.</summary>
    private static void WaitUntilSteady(Func<int> count)
    {
        for (var (last, steady) = (-1, 0); steady < 5; last = count(), Thread.Sleep(10))
            steady = count() == last ? steady + 1 : 0;
    }
}
