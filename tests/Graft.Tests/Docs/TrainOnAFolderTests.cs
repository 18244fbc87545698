using Graft.Backbones;
using Graft.Data;
using Graft.Layers;
using Graft.Planning;
using Graft.Training;
using Graft.Trunk.Features;

namespace Graft.Tests.Docs;

/// <summary>
/// The examples of <c>docs/train-on-a-folder.md</c>, <c>docs/what-is-kept.md</c> and <c>docs/which-preprocessing-and-why.md</c>, run
/// as they stand there.
/// </summary>
[Collection(nameof(FlowersFolder))]
public sealed class TrainOnAFolderTests : IDisposable
{
    private readonly FlowersFolder folder = new();
    private readonly string? weights = Environment.GetEnvironmentVariable("GRAFT_WEIGHTS");

    [Fact]
    public void A_program_trains_by_a_recipe()
    {
        Environment.SetEnvironmentVariable("GRAFT_WEIGHTS", Shared.Path("weights"));
        File.Delete("flowers.graft");

        var recipe = new Recipe { Backbone = "mobilenet_0.25.keras", Head = "dense:256", Seed = 7 };
        using var data = DatasetIndex.Open("flowers", recipe.ToDatasetOptions());
        var result = new ClassifierTraining(recipe).Run(data, "flowers.graft");
        Console.WriteLine($"{result.Test?.Accuracy:P1} of {result.Test?.Count} pictures");

        Assert.Matches(@"^100\.0 ?% of 6 pictures\n$", folder.Output);
        Assert.True(File.Exists("flowers.graft"));
    }

    [Fact]
    public void A_program_trains_again_without_running_the_network()
    {
        var cache = Environment.GetEnvironmentVariable("GRAFT_CACHE");
        Environment.SetEnvironmentVariable("GRAFT_WEIGHTS", Shared.Path("weights"));
        Environment.SetEnvironmentVariable("GRAFT_CACHE", Path.GetFullPath("cache"));
        Environment.SetEnvironmentVariable("GRAFT_FEATURES_LIMIT", null);
        try
        {
            Train(new Recipe { Backbone = "mobilenet_0.25.keras", Epochs = 2 });
            Train(new Recipe { Backbone = "mobilenet_0.25.keras", Epochs = 2, Head = "linear" });
        }
        finally
        {
            Environment.SetEnvironmentVariable("GRAFT_CACHE", cache);
            KeepNoFeatures.Set();
        }
        Assert.Equal("34 pictures were run, 0 were known\n0 pictures were run, 34 were known\n", folder.Output);

        static void Train(Recipe recipe)
        {
            File.Delete("flowers.graft");
            using var data = DatasetIndex.Open("flowers", recipe.ToDatasetOptions());

            var settings = new ClassifierTrainingSettings { Store = FeatureStore.FromEnvironment() };
            var result = new ClassifierTraining(recipe, settings).Run(data, "flowers.graft");
            Console.WriteLine($"{result.Trunk.PicturesRun} pictures were run, {result.Trunk.PicturesRecalled} were known");
        }
    }

    [Fact]
    public void A_network_knows_how_pictures_are_prepared_for_it()
    {
        var backbone = MobileNet.Load(weights: null, includeTop: false, inputShape: (160, 160, 3), alpha: 0.5);
        var preprocessing = ((Input)backbone.Layers[0]).Preprocessing!;
        Console.WriteLine($"{preprocessing.InputHeight} x {preprocessing.InputWidth}, {preprocessing.Channels}");

        Assert.Equal("160 x 160, Rgb\n", folder.Output);
    }

    [Fact]
    public void Pictures_that_are_prepared_otherwise_are_refused()
    {
        var vgg = Vgg16.Load(weights: null, includeTop: false, inputShape: (32, 32, 3));
        var mobileNet = MobileNet.Load(weights: null, includeTop: false, inputShape: (32, 32, 3), alpha: 0.25);
        using var pictures = PictureDataset.Open("flowers", ((Input)vgg.Layers[0]).Preprocessing!);
        try
        {
            mobileNet.Predict(pictures.Test);
        }
        catch (TrainingException error)
        {
            Console.WriteLine(error.Message);
        }

        Assert.Contains("preprocessing", folder.Output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("GRAFT_WEIGHTS", weights);
        folder.Dispose();
    }
}
