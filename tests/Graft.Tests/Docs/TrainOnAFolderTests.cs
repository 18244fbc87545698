using Graft.Backbones;
using Graft.Data;
using Graft.Layers;
using Graft.Planning;
using Graft.Training;

namespace Graft.Tests.Docs;

/// <summary>
/// The examples of <c>docs/train-on-a-folder.md</c> and <c>docs/which-preprocessing-and-why.md</c>, run as they stand there.
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
