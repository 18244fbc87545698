using Graft.Trunk;
using Graft.Trunk.Features;
using static Graft.Tests.Trunk.Features.SmallTrunk;

namespace Graft.Tests.Trunk.Features;

public sealed class FeatureStoreTests : IDisposable
{
    private const int Record = 32 + 16 + Channels * sizeof(float);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Precision.Fp32)]
    [InlineData(Precision.Bf16)]
    public void What_one_run_adds_the_next_one_finds(Precision precision)
    {
        var space = Space(precision);
        AddEach(Store(), space, Enumerable.Range(0, 50));
        Assert.Equal(Enumerable.Range(0, 50), Known(Store(), space, Enumerable.Range(0, 60)));
        AddEach(Store(), space, Enumerable.Range(50, 10));
        Assert.Equal(Enumerable.Range(0, 60), Known(Store(), space, Enumerable.Range(0, 60)));
        Assert.Single(Files());
    }

    [Fact]
    public void Another_trunk_preprocessing_precision_or_view_finds_nothing()
    {
        AddEach(Store(), Space(), [1]);
        Assert.Empty(Known(Store(), Space(seed: 2), [1]));
        Assert.Empty(Known(Store(), Space(Precision.Bf16), [1]));
        Assert.Empty(Known(Store(), Space(preprocessing: Preprocessing with { FullScale = 255 }), [1]));
        using var stored = Store().Open(Space());
        Assert.Null(stored.Find("mirror", Hash(1)));
        Assert.NotNull(stored.Find(FeatureSpace.Plain, Hash(1)));
    }

    [Fact]
    public void Views_of_a_picture_are_kept_beside_each_other()
    {
        using (var stored = Store().Open(Space()))
        {
            stored.Add(FeatureSpace.Plain, [Hash(1)], Row(1));
            stored.Add("mirror", [Hash(1)], Row(2));
        }
        using var again = Store().Open(Space());
        Assert.Equal(Row(1), again.Find(FeatureSpace.Plain, Hash(1)));
        Assert.Equal(Row(2), again.Find("mirror", Hash(1)));
    }

    [Fact]
    public void Runs_at_the_same_time_write_to_files_of_their_own()
    {
        var space = Space();
        using (var first = Store().Open(space))
        using (var second = Store().Open(space))
            for (var i = 0; i < 40; i++)
                Add(i % 2 == 0 ? first : second, i);
        Assert.Equal(2, Files().Length);
        Assert.Equal(Enumerable.Range(0, 40), Known(Store(), space, Enumerable.Range(0, 40)));
        AddEach(Store(), space, [40]);
        Assert.Equal(2, Files().Length);
    }

    [Fact]
    public void A_torn_record_is_cut_off_and_the_next_run_goes_on_behind_the_last_whole_one()
    {
        var space = Space();
        AddEach(Store(), space, Enumerable.Range(0, 10));
        var file = Assert.Single(Files());
        using (var stream = new FileStream(file, FileMode.Open))
            stream.SetLength(stream.Length - Record / 2);
        Assert.Equal(Enumerable.Range(0, 9), Known(Store(), space, Enumerable.Range(0, 10)));
        AddEach(Store(), space, [9, 10]);
        Assert.Equal(Enumerable.Range(0, 11), Known(Store(), space, Enumerable.Range(0, 11)));
        Assert.Equal(1024 + 11 * Record, new FileInfo(file).Length);
    }

    [Fact]
    public void Beyond_the_limit_what_was_not_used_for_the_longest_time_goes()
    {
        var (limit, clock) = (64 * (1024 + 4L * Record), new StepClock());
        foreach (var seed in (int[])[1, 2, 3])
            AddEach(Store(limit, clock), Space(seed: seed), Enumerable.Range(0, 60));
        foreach (var seed in (int[])[1, 2, 3])
            Age(seed);
        // The first is used again, so that the second is the oldest.
        Assert.Equal(60, Known(Store(limit, clock), Space(seed: 1), Enumerable.Range(0, 60)).Length);
        AddEach(Store(limit, clock), Space(seed: 4), Enumerable.Range(0, 130));

        Assert.Equal(60, Known(Store(limit, clock), Space(seed: 1), Enumerable.Range(0, 60)).Length);
        Assert.NotEqual(60, Known(Store(limit, clock), Space(seed: 2), Enumerable.Range(0, 60)).Length);
        Assert.Equal(60, Known(Store(limit, clock), Space(seed: 3), Enumerable.Range(0, 60)).Length);
        Assert.Equal(130, Known(Store(limit, clock), Space(seed: 4), Enumerable.Range(0, 130)).Length);
        Assert.InRange(Files().Sum(file => new FileInfo(file).Length), 0, limit);

        void Age(int seed)
        {
            foreach (var file in Directory.GetFiles(folder.File(Space(seed: seed).Hash[..32]), "*.rows"))
                File.SetLastWriteTimeUtc(file, new DateTime(2010 + seed, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }
    }

    [Fact]
    public void A_run_larger_than_the_limit_keeps_its_beginning_and_says_so_once()
    {
        var limit = 64 * (1024 + 4L * Record);
        var store = Store(limit);
        AddEach(store, Space(), Enumerable.Range(0, 1000));
        Assert.Contains("have reached their limit", store.Problem, StringComparison.Ordinal);
        var known = Known(Store(limit), Space(), Enumerable.Range(0, 1000));
        Assert.InRange(known.Length, 200, 999);
        Assert.Equal(Enumerable.Range(0, known.Length), known);
        AddEach(Store(limit), Space(), [5000]);
        Assert.Equal(known, Known(Store(limit), Space(), Enumerable.Range(0, 1000)));
    }

    [Fact]
    public void A_store_that_cannot_be_written_says_why_and_runs_go_on()
    {
        folder.Write("features", [1]);
        var store = new FeatureStore(folder.File("features"));
        AddEach(store, Space(), [1, 2]);
        Assert.Contains("Features cannot be kept in", store.Problem, StringComparison.Ordinal);
        Assert.Empty(Known(store, Space(), [1]));
        Assert.Empty(store.List());
    }

    [Fact]
    public void A_limit_of_nothing_keeps_nothing()
    {
        AddEach(Store(0), Space(), [1]);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void It_lists_what_it_has_and_can_be_emptied()
    {
        AddEach(Store(), Space(), Enumerable.Range(0, 3));
        AddEach(Store(), Space(seed: 2), Enumerable.Range(0, 5));
        folder.Write("foreign.rows", new byte[5000]);
        var list = Store().List();
        Assert.Equal([("small", 5), ("small", 3)], list.Select(space => (space.Description, space.Rows)));
        Assert.Equal(1024 + 5 * Record, list[0].Bytes);
        Assert.Equal(2 * 1024 + 8 * Record + 5000, Store().Clear());
        Assert.Empty(Store().List());
        Assert.Empty(Known(Store(), Space(), [1]));
    }

    [Fact]
    public void A_store_that_is_emptied_while_it_is_written_to_goes_on()
    {
        using (var stored = Store().Open(Space()))
        {
            Add(stored, 1);
            Store().Clear();
            Add(stored, 2);
        }
        AddEach(Store(), Space(), [3]);
        Assert.Equal([3], Known(Store(), Space(), [1, 2, 3]));
    }

    private FeatureStore Store(long limit = FeatureStore.DefaultLimit, TimeProvider? clock = null) =>
        new(folder.Path, limit, clock);

    private string[] Files() => Directory.GetFiles(folder.Path, "*.rows", SearchOption.AllDirectories);

    private sealed class StepClock : TimeProvider
    {
        private int days;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(days++);
    }
}
