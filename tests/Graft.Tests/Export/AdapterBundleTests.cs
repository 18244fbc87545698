using Graft.Adapters;
using Graft.Backbones;
using Graft.Export;
using Graft.Layers;
using Graft.Runtime;
using Graft.Runtime.Bundles;
using Graft.Weights;

namespace Graft.Tests.Export;

/// <summary>Adapters and a head alone, put onto the network that they are for, and onto none else.</summary>
public sealed class AdapterBundleTests : IDisposable
{
    private const string Name = "mobilenet_0.25.keras";
    private const string Weights = "mobilenet_2_5_224_tf_no_top.safetensors";

    private readonly TemporaryFolder folder = new();

    private WeightsSearch Search => new() { Folders = [folder.Path], Cache = folder.File("cache"), Offline = true };

    private string Output => folder.File("small.graft");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("lora")]
    [InlineData("ssf")]
    [InlineData(null)]
    public void They_come_back_to_the_bit(string? kind)
    {
        var model = Save(kind);

        var loaded = Model.Load(Output, Search);

        Assert.Equal(
            WeightNames.Of(model).Select(named => named.Name), WeightNames.Of(loaded).Select(named => named.Name));
        Assert.All(
            WeightNames.Of(model).Zip(WeightNames.Of(loaded)),
            pair => Assert.Equal(pair.First.Weight.ToArray(), pair.Second.Weight.ToArray()));
        Assert.Empty(loaded.Adapters);
        var configuration = Bundle.Open(Output).Configuration;
        Assert.Equal((kind, Name), (configuration.Adapters!.Kind, configuration.Backbone!.Name));
    }

    [Fact]
    public void The_network_with_other_weights_is_refused()
    {
        Save("lora");
        var other = BackboneRegistry.Find(Name).Load(new BackboneOptions { Weights = null, InputShape = (32, 32, 3) });
        var kernel = other.GetLayer("conv_pw_3").Weights[0];
        kernel.Set([.. kernel.ToArray().Select(value => value + 1e-3f)]);
        other.SaveWeights(folder.File(Weights));

        Refusal.Of<BundleException>("with other weights than those in", () => Model.Load(Output, Search));
    }

    [Fact]
    public void Without_the_networks_weights_what_is_missing_is_said()
    {
        Save("ssf");
        File.Delete(folder.File(Weights));

        Refusal.Of<WeightsException>("mobilenet_2_5_224_tf_no_top", () => Model.Load(Output, Search));
        Refusal.Of<BundleException>("holds adapters alone", () => ImageClassifier.Open(Output));
    }

    private Model Save(string? kind)
    {
        var backbone = BackboneRegistry.Find(Name);
        var network = backbone.Load(new BackboneOptions { Weights = null, InputShape = (32, 32, 3) });
        network.SaveWeights(folder.File(Weights));
        var hash = AdapterBundle.HashOf(network);
        var x = new GlobalAveragePooling2D(name: "pooled").Apply(network.Output);
        var model = new Model(network.Input, new Dense(3, activation: "softmax", name: "predictions").Apply(x));
        var added = kind switch
        {
            "lora" => network.AddLora(rank: 2, alpha: 5),
            "ssf" => network.AddSsf(),
            _ => [],
        };
        foreach (var weight in added.SelectMany(adapter => adapter.Weights))
            weight.Set([.. weight.ToArray().Zip(
                Formula.Unit($"{weight.Layer.Name}/{weight.Name}", weight.Count), (value, change) => value + 0.1f * change)]);
        var trained = TrainedAdapters.Of(network);
        network.MergeAdapters();
        var details = new BundleDetails { Labels = ["a", "b", "c"], Backbone = new BackboneIdentity(Name) };
        AdapterBundle.Save(Output, model, network, hash, trained, details, overwrite: false);
        return model;
    }
}
