using Graft.Backbones;

namespace Graft.AcceptanceTests;

/// <summary>The classic program as a person starts it.</summary>
public sealed class SeedProgramTests
{
    private const string WeightsName = "vgg16_weights_tf_dim_ordering_tf_kernels_notop";

    [Fact]
    public async Task It_prints_the_known_numbers_and_trains_and_predicts_on_a_folder_of_ten_classes()
    {
        using var folder = new TemporaryFolder();
        var pictures = SharedPictures.UnpackClasses("sign_language_digits", "train", each: 4, folder.Path);

        var run = await RunAsync(FormulaWeights(folder), pictures);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Total params: 16,814,666 (", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n Trainable params: 2,099,978 (", run.Output, StringComparison.Ordinal);
        Assert.Contains("Non-trainable params: 14,714,688 (", run.Output, StringComparison.Ordinal);
        Assert.Matches(
            @"\nEpoch 10/10 - .* s - loss: \d+\.\d{4} - accuracy: \d\.\d{4} - val_loss: \d+\.\d{4} - val_accuracy: \d\.\d{4}\n",
            run.Output);
        var predicted = run.Output.TrimEnd('\n').Split('\n')[^10..];
        Assert.All(predicted.Index(), line => Assert.Matches($@"^digit_{line.Index}/.*: digit_\d \d+\.\d %$", line.Item));
    }

    [Fact]
    public async Task Other_than_ten_classes_are_refused_with_their_names()
    {
        using var folder = new TemporaryFolder();
        var pictures = SharedPictures.UnpackClasses("sign_language_digits", "train", each: 3, folder.Path, classes: 3);
        var weights = FormulaWeights(folder);

        var three = await RunAsync(weights, pictures);
        Assert.Equal(1, three.ExitCode);
        Assert.Equal($"The network above has 10 classes, but '{pictures}' has 3: digit_0, digit_1, digit_2.\n", three.Error);

        var missing = await RunAsync(weights, folder.File("nothing"));
        Assert.Equal(1, missing.ExitCode);
        Assert.StartsWith($"'{folder.File("nothing")}' cannot be used: ", missing.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", missing.Error, StringComparison.Ordinal);

        var none = await RunAsync(weights);
        Assert.Equal(2, none.ExitCode);
        Assert.Contains("Total params: 16,814,666 (", none.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_weights_it_ends_with_a_message_that_says_how_to_get_them()
    {
        using var folder = new TemporaryFolder();

        var run = await RunAsync(folder.Path, folder.Path);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        const string message = "The weights of vgg16.keras without its top are not on this machine";
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
        Assert.Contains($"'{WeightsName}.h5'", run.Error, StringComparison.Ordinal);
        Assert.Contains(folder.Path, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    // VGG16's published weights are large; numbers of the same shapes under the published name take their place.
    private static string FormulaWeights(TemporaryFolder folder)
    {
        var network = Vgg16.Load(weights: null, includeTop: false);
        foreach (var weight in network.Weights)
        {
            var fanIn = weight.Shape.Dimensions.SkipLast(1).Aggregate(1, (product, size) => product * size);
            weight.Set(Formula.Weight($"{weight.Layer.Name}/{weight.Name}", weight.Count, weight.Name, fanIn));
        }
        var weights = folder.File("weights");
        Directory.CreateDirectory(weights);
        network.SaveWeights(Path.Combine(weights, WeightsName + ".safetensors"));
        return weights;
    }

    private static Task<GraftProcess> RunAsync(string weights, params string[] arguments) =>
        GraftProcess.RunAsync(new GraftProcess.Start([Path.Combine(AppContext.BaseDirectory, "SeedProgram.dll"), .. arguments])
        {
            Program = "dotnet",
            Environment =
            {
                ["GRAFT_WEIGHTS"] = weights,
                ["GRAFT_CACHE"] = Path.Combine(weights, "cache"),
                ["GRAFT_OFFLINE"] = "1",
                ["GRAFT_MIRROR"] = null,
            },
        });
}
