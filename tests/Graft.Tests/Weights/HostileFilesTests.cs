using System.Diagnostics;
using Graft.Weights;

namespace Graft.Tests.Weights;

/// <summary>Every broken or malicious file of the reference data, by what its case demands.</summary>
public sealed class HostileFilesTests
{
    [Theory]
    [InlineData(".pth", 230)]
    [InlineData(".safetensors", 70)]
    [InlineData(".h5", 95)]
    [InlineData(".keras", 30)]
    public void Every_hostile_file_is_refused_reported_or_loaded_as_its_case_demands(string ending, int atLeast)
    {
        const long MostBytes = 128L << 20;
        var cases = HostileCase.EndingWith(ending);
        Assert.InRange(cases.Count, atLeast, 1000);
        var folder = Shared.Path("fixtures", "hostile");
        var files = Directory.GetFiles(folder).Length;
        List<string> wrong = [];
        foreach (var item in cases)
        {
            var watch = Stopwatch.StartNew();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var (loaded, finite, message) = Load(Path.Combine(folder, item.File));
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            var right = item.Must switch
            {
                "refuse" => !loaded,
                "load" => loaded && finite,
                "report" => loaded && !finite,
                _ => true,
            };
            if (!right || watch.Elapsed > TimeSpan.FromSeconds(2) || bytes > MostBytes)
                wrong.Add($"{item.File} ({item.Why}) must {item.Must}: {message}, {watch.Elapsed}, {bytes} bytes");
            if (!loaded)
                Assert.Contains(item.File, message);
        }
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        Assert.False(File.Exists("graft-was-here"));
        Assert.Equal(files, Directory.GetFiles(folder).Length);
    }

    [Theory]
    [InlineData("control_zip.pth")]
    [InlineData("control_legacy.pth")]
    public void A_well_formed_file_among_them_has_the_values_that_its_case_says(string name)
    {
        using var file = WeightsFile.Open(Shared.Path("fixtures", "hostile", name));
        var array = Assert.Single(file.Arrays);
        Assert.Equal(("weight", ElementType.Float32), (array.Path, array.ElementType));
        Assert.Equal([2L, 3L], array.Shape);
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], array.ReadSingles());
    }

    [Theory]
    [InlineData("control.h5")]
    [InlineData("control.weights.h5")]
    [InlineData("control.keras")]
    public void A_well_formed_file_of_Keras_among_them_has_the_values_that_its_list_says(string name)
    {
        var model = FormatNetworks.Hostile();
        model.LoadWeights(Shared.Path("fixtures", "hostile", name));
        Assert.Equal([.. Enumerable.Range(1, 12).Select(i => (float)i)], model.Weights[0].ToArray());
        Assert.Equal([0.5f, -0.5f, 0.25f], model.Weights[1].ToArray());
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], model.Weights[2].ToArray());
        Assert.Equal([1f, -1f], model.Weights[3].ToArray());
    }

    [Theory]
    [InlineData("pickle_os_system_global_reduce", "asks for 'os.system'")]
    [InlineData("pickle_dotted_name_in_torch", "asks for 'torch.serialization.os.system'")]
    [InlineData("pickle_ext1", "the instruction EXT1")]
    [InlineData("pickle_next_buffer", "the instruction NEXT_BUFFER")]
    [InlineData("pickle_bomb_dup", "the instruction DUP")]
    [InlineData("storage_offset_past_end", "reaches beyond its storage")]
    [InlineData("storage_two_types", "two different ones")]
    [InlineData("zip_duplicate_storage", "twice")]
    [InlineData("zip_bomb_overlap", "which no weights do")]
    [InlineData("zip_entry_into_directory", "'archive/data/0'")]
    [InlineData("zip_bomb_pickle", "which no weights do")]
    [InlineData("zip_name_parent", "a name that weights have no need of")]
    [InlineData("zip_no_end", "does not end with its list of files")]
    public void A_refusal_says_what_is_wrong(string name, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<WeightsException>(() => WeightsFile.Open(Shared.Path("fixtures", "hostile", name + ".pth"))).Message);

    // Wrong shapes and missing arrays of Keras's files show only when the weights go into the network that they are for.
    private static (bool Loaded, bool Finite, string Message) Load(string path)
    {
        try
        {
            if (Path.GetExtension(path) is ".h5" or ".keras")
                return LoadNetwork(path);
            using var file = WeightsFile.Open(path);
            var finite = true;
            foreach (var array in file.Arrays)
                finite &= Array.TrueForAll(array.ReadSingles(), float.IsFinite);
            return (true, finite, "loaded");
        }
        catch (WeightsException e)
        {
            return (false, false, e.Message);
        }
    }

    private static (bool Loaded, bool Finite, string Message) LoadNetwork(string path)
    {
        var model = FormatNetworks.Hostile();
        var report = model.LoadWeights(path);
        var finite = model.Weights.All(weight => Array.TrueForAll(weight.ToArray(), float.IsFinite));
        Assert.Equal(finite, report.NotFinite.Count == 0);
        return (true, finite, "loaded");
    }
}
