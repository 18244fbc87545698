using System.Text.Json;

namespace Graft.Cli.Tests;

public sealed class WeightsTests
{
    [Fact]
    public async Task A_checkpoint_is_unwrapped_and_told()
    {
        var run = await Run.Graft("weights", Format("checkpoint_state_dict.pth"), "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var told = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("PyTorch .pth (zip)", told.GetProperty("format").GetString());
        Assert.Equal(["state_dict", "module."], Texts(told.GetProperty("unwrapped")));
        var arrays = told.GetProperty("arrays");
        Assert.Equal(10, arrays.GetArrayLength());
        Assert.Equal("conv1.weight", arrays[0].GetProperty("name").GetString());
        Assert.Equal([8, 3, 3, 3], arrays[0].GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
        Assert.Equal("float32", arrays[0].GetProperty("dtype").GetString());
        Assert.Equal("int64", arrays[5].GetProperty("dtype").GetString());
        Assert.Equal("best_acc1", told.GetProperty("leftOut")[0].GetProperty("name").GetString());
        Assert.Empty(told.GetProperty("fits").EnumerateArray());
    }

    [Theory]
    [InlineData("mobilenet_2_5_224_tf.h5", true)]
    [InlineData("mobilenet_2_5_224_tf_no_top.h5", false)]
    [InlineData("mobilenet_v1_0.25_224.f32.safetensors", true)]
    public async Task The_network_that_takes_the_weights_is_named(string name, bool includesTop)
    {
        var run = await Run.Graft("weights", Shared.Path("weights", name), "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var fits = JsonDocument.Parse(run.Output).RootElement.GetProperty("fits");
        // Entries for other input sizes have the same arrays.
        Assert.Equal("mobilenet_0.25.keras", fits[0].GetProperty("name").GetString());
        Assert.All(fits.EnumerateArray(), network =>
        {
            Assert.StartsWith("mobilenet_0.25.", network.GetProperty("name").GetString(), StringComparison.Ordinal);
            Assert.Equal(includesTop, network.GetProperty("includesTop").GetBoolean());
        });
    }

    [Theory]
    [InlineData("zip_dtypes.pth")]
    [InlineData("legacy_views.pth")]
    [InlineData("dtypes.safetensors")]
    public async Task A_converted_file_has_the_same_numbers(string name)
    {
        using var folder = new TemporaryFolder();
        var run = await Run.Graft("weights", Format(name), "--to", folder.File("w.safetensors"), "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var list = Shared.Json("fixtures", "torchvision", "formats", name + ".json");
        var written = TensorFile.Read(folder.File("w.safetensors"));
        Assert.Equal(list.RootElement.GetProperty("arrays").GetArrayLength(), written.Names.Count);
        foreach (var item in list.RootElement.GetProperty("arrays").EnumerateArray())
        {
            var array = written[item.GetProperty("name").GetString()!];
            Assert.Equal(item.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()), array.Shape);
            Assert.Equal(
                item.GetProperty("sha256").GetString(),
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(array.Bytes)));
        }
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Names_of_a_converted_Keras_file_are_those_of_layers_and_weights_and_it_still_fits()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("w.safetensors");
        await Run.Graft("weights", Shared.Path("weights", "mobilenet_2_5_224_tf_no_top.h5"), "--to", file);
        var run = await Run.Graft("weights", file, "--json");

        var told = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("conv1/kernel", told.GetProperty("arrays")[0].GetProperty("name").GetString());
        Assert.Equal("mobilenet_0.25.keras", told.GetProperty("fits")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_file_that_is_there_is_replaced_only_when_that_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("w.safetensors", [1, 2, 3]);
        var run = await Run.Graft("weights", Format("zip.pth"), "--to", file);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("--force", run.Error, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));

        Assert.Equal(0, (await Run.Graft("weights", Format("zip.pth"), "--to", file, "--force")).ExitCode);
        Assert.Equal(10, TensorFile.Read(file).Names.Count);
    }

    [Fact]
    public async Task Another_ending_is_wrong_usage()
    {
        var run = await Run.Graft("weights", Format("zip.pth"), "--to", "w.pth");
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(".safetensors", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_that_are_no_numbers_are_counted_and_reported()
    {
        var run = await Run.Graft("weights", Shared.Path("fixtures", "hostile", "storage_nan_inf.pth"), "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("1 NaN, 2 infinite", run.Error, StringComparison.Ordinal);
        var told = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal((1, 2), (told.GetProperty("nan").GetInt64(), told.GetProperty("infinite").GetInt64()));
        Assert.Equal(1, told.GetProperty("arrays")[0].GetProperty("nan").GetInt64());
    }

    [Fact]
    public async Task The_table_of_a_checkpoint_is_as_approved()
    {
        var run = await Run.Graft("weights", Format("checkpoint_ema.pth"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Approved.Text(run.Output, "weights-checkpoint");
    }

    private static string Format(string name) => Shared.Path("fixtures", "torchvision", "formats", name);

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(item => item.GetString());
}
