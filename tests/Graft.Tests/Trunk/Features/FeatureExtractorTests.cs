using Graft.Data;
using Graft.Layers;
using Graft.Tests.Data;
using Graft.Tests.Export;
using Graft.Trunk;
using Graft.Trunk.Features;

namespace Graft.Tests.Trunk.Features;

public sealed class FeatureExtractorTests : IDisposable
{
    private readonly PictureTree tree = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        tree.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void The_second_run_runs_nothing_and_gives_the_same_bits()
    {
        Pictures(23);
        var without = Run(null, out var run, out _);
        var first = Run(Store(), out var firstRun, out _);
        var second = Run(Store(), out var secondRun, out var recalled);
        Assert.Equal((23, 23, 0, 23), (run, firstRun, secondRun, recalled));
        Same(without, first);
        Same(without, second);
    }

    [Fact]
    public void A_renamed_picture_is_known_and_a_changed_one_is_not()
    {
        Pictures(9);
        Run(Store(), out _, out _);
        File.Move(tree.Path("a3.bmp"), tree.Path("z.bmp"));
        File.WriteAllBytes(tree.Path("a5.bmp"), PictureTree.Bitmap(500));
        var rows = Run(Store(), out var run, out var recalled);
        Assert.Equal((1, 8), (run, recalled));
        Same(Run(null, out _, out _), rows);
    }

    [Fact]
    public void Known_new_and_unusable_pictures_come_in_the_order_given()
    {
        Pictures(20);
        Run(Store(), out _, out _);
        Pictures(41, first: 20);
        foreach (var i in (int[])[4, 30, 39])
            File.WriteAllBytes(tree.Path($"a{i}.bmp"), [.. "BM"u8, (byte)i]);
        var rows = Run(Store(), out var run, out var recalled);
        Assert.Equal((39, 19), (run, recalled));
        Same(Run(null, out _, out _), rows);
    }

    [Fact]
    public void A_network_with_changed_weights_runs_again()
    {
        Pictures(5);
        var model = SmallTrunk.Model();
        Run(Store(), out _, out _, model);
        var weight = model.Weights[0];
        weight.Set([.. weight.ToArray().Select(value => value * 1.01f)]);
        Run(Store(), out var run, out _, model);
        Assert.Equal(5, run);
    }

    [Fact]
    public void A_row_has_all_outputs_of_the_trunk()
    {
        Pictures(7);
        var input = new Input((8, 8, 3));
        var map = new Conv2D(4, 3).Apply(input.Output);
        var model = new Model(
            [input.Output], [new GlobalAveragePooling2D().Apply(map), new GlobalMaxPooling2D().Apply(map)]);
        RandomModels.SetWeights(model, 1);
        var first = Run(Store(), out _, out _, model);
        Same(first, Run(Store(), out var run, out _, model));
        Assert.Equal(0, run);
        var pass = new TrunkPass(model, 4);
        var picture = SmallTrunk.Preprocessing.Resize(Runtime.Imaging.PictureDecoder.Decode(PictureTree.Bitmap(6)));
        var outputs = pass.Run(picture.Pixels, SmallTrunk.Preprocessing);
        Assert.Equal([.. outputs[0].Values, .. outputs[1].Values], first[6].Values);
    }

    [Fact]
    public void A_row_goes_on_with_the_mirror_image_and_each_view_is_stored_by_itself()
    {
        Pictures(6);
        var plain = Run(Store(), out _, out _);
        var first = Run(Store(), out var run, out _, mirrored: true);
        Assert.Equal(6, run);
        var second = Run(Store(), out run, out var recalled, mirrored: true);
        Assert.Equal((0, 6), (run, recalled));
        Same(first, second);
        Run(Store(), out run, out _);
        Assert.Equal(0, run);

        var pass = new TrunkPass(SmallTrunk.Model(), 4);
        foreach (var (i, row) in first.Index())
        {
            Assert.Equal(plain[i].Values, row.Values[..SmallTrunk.Channels]);
            var picture = SmallTrunk.Preprocessing.Resize(Runtime.Imaging.PictureDecoder.Decode(PictureTree.Bitmap(i)));
            byte[] mirrored = [.. picture.Pixels.Chunk(8 * 3).SelectMany(line => line.Chunk(3).Reverse().SelectMany(pixel => pixel))];
            Assert.Equal(pass.Run(mirrored, SmallTrunk.Preprocessing)[0].Values, row.Values[SmallTrunk.Channels..]);
        }
    }

    [Fact]
    public void No_file_stays_open()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("NEEDS /proc, where Linux tells which files are open.");
        Pictures(5);
        Run(Store(), out _, out _);
        Run(Store(), out _, out _);
        Assert.DoesNotContain(
            Directory.GetFiles("/proc/self/fd").Select(link => new FileInfo(link).LinkTarget ?? ""),
            target => target.StartsWith(folder.Path, StringComparison.Ordinal));
    }

    private void Pictures(int count, int first = 0)
    {
        for (var i = first; i < first + count; i++)
            tree.WithFile($"a{i}.bmp", PictureTree.Bitmap(i));
    }

    private FeatureStore Store() => new(folder.Path);

    private List<FeatureRow> Run(FeatureStore? store, out int run, out int recalled, Model? model = null, bool mirrored = false)
    {
        var pass = new TrunkPass(model ?? SmallTrunk.Model(), 4);
        using var stored = store?.Open(FeatureExtractor.SpaceOf(pass, SmallTrunk.Preprocessing, "test"));
        var extractor = new FeatureExtractor(pass, SmallTrunk.Preprocessing, stored, mirrored);
        using var list = PictureList.Open([tree.Root]);
        var loader = new PictureLoader(SmallTrunk.Preprocessing, new PictureLoaderOptions { BatchSize = 4 }, extractor.Recall);
        var rows = extractor.Run(loader.Load(list.Pictures)).SelectMany(batch => batch.Rows).ToList();
        (run, recalled) = (pass.SamplesRun, extractor.Recalled);
        Assert.Null(store?.Problem);
        return rows;
    }

    private static void Same(IReadOnlyList<FeatureRow> expected, IReadOnlyList<FeatureRow> actual)
    {
        Assert.Equal(expected.Select(row => (row.Index, row.Hash)), actual.Select(row => (row.Index, row.Hash)));
        Assert.Equal(actual.Select(row => row.Index).Order(), actual.Select(row => row.Index));
        foreach (var (one, other) in expected.Zip(actual))
            Assert.Equal(one.Values, other.Values);
    }
}
