using Graft.Data;
using Graft.Planning;
using Graft.Runtime;

namespace Graft.Tests.Docs;

/// <summary>The example of <c>docs/teach-a-finished-model.md</c>, run as it stands there.</summary>
[Collection(nameof(FlowersFolder))]
public sealed class TeachAFinishedModelTests : IDisposable
{
    private readonly FlowersFolder folder = new();
    private readonly string? weights = Environment.GetEnvironmentVariable("GRAFT_WEIGHTS");

    [Fact]
    public void A_finished_model_learns_a_class_that_it_did_not_know()
    {
        Train();
        Directory.CreateDirectory("tulips");
        File.Copy("rose.jpg", "tulips/1.jpg");

        using var classifier = ImageClassifier.Open("flowers.graft");
        var taught = classifier.Teach("tulip", Directory.EnumerateFiles("tulips"));
        Console.WriteLine($"{taught.Learned} pictures of {taught.Label}");
        classifier.Save("more_flowers.graft");

        Assert.Equal("1 pictures of tulip\n", folder.Output);
        using var saved = ImageClassifier.Open("more_flowers.graft");
        Assert.Equal(["rose", "violet", "tulip"], saved.Labels);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("GRAFT_WEIGHTS", weights);
        folder.Dispose();
    }

    private static void Train()
    {
        Environment.SetEnvironmentVariable("GRAFT_WEIGHTS", Shared.Path("weights"));
        File.Delete("flowers.graft");
        var recipe = new Recipe { Backbone = "mobilenet_0.25.keras", InputSize = 32 };
        using var data = DatasetIndex.Open("flowers", recipe.ToDatasetOptions());
        new ClassifierTraining(recipe).Run(data, "flowers.graft");
    }
}
