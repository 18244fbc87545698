using Graft.Backbones;
using Graft.Data;
using Graft.Planning;
using Graft.Planning.Recommendations;
using Graft.Trunk.Features;
using Graft.Weights;

namespace Graft.Tests.Docs;

/// <summary>The examples of <c>docs/choose-a-backbone.md</c>.</summary>
[Collection(nameof(FlowersFolder))]
public sealed class ChooseABackboneTests : IDisposable
{
    private readonly FlowersFolder folder = new();
    private readonly string? weights = Environment.GetEnvironmentVariable("GRAFT_WEIGHTS");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("GRAFT_WEIGHTS", weights);
        folder.Dispose();
    }

    [Fact]
    public void A_program_asks_for_a_backbone()
    {
        Environment.SetEnvironmentVariable("GRAFT_WEIGHTS", Shared.Path("weights"));
        var (pictures, recipe) = ("flowers", new Recipe { Backbone = "mobilenet_0.25.keras" });

        var search = WeightsSearch.FromEnvironment();
        using var data = DatasetIndex.Open(pictures, recipe.ToDatasetOptions());
        var found = new BackboneRecommendation(new RecommendationSettings { Search = search, Store = FeatureStore.FromEnvironment() })
            .Run(data, BackbonesAtHand.In(search));
        Console.WriteLine($"{found.Recommended.Backbone}: {found.Recommended.Accuracy:P1}");

        Assert.Contains(found.Candidates, one => one.Backbone == "mobilenet_0.25.keras");
        Assert.Matches(@"^\S+: \d+\.\d", folder.Output);
    }

    [Fact]
    public void A_program_accepts_a_licence()
    {
        var settings = new ClassifierTrainingSettings
        {
            Search = WeightsSearch.FromEnvironment() with { AcceptedLicences = ["CC-BY-NC-4.0"] },
        };

        Assert.Equal(["CC-BY-NC-4.0"], settings.Search.AcceptedLicences);
    }
}
