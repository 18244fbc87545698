using Graft.Pretraining;

namespace Graft.Tests.Docs;

/// <summary>The examples of <c>docs/pre-train-a-backbone.md</c>, run as they stand there.</summary>
[Collection(nameof(FlowersFolder))]
public sealed class PreTrainABackboneTests : IDisposable
{
    private readonly FlowersFolder folder = new();
    private readonly string? weights = Environment.GetEnvironmentVariable("GRAFT_WEIGHTS");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("GRAFT_WEIGHTS", weights);
        folder.Dispose();
    }

    [Fact]
    public void A_program_pre_trains()
    {
        File.Delete("mine.weights.safetensors");

        var recipe = new PretrainingRecipe { Phases = [new(32, 2), new(40, 1)], BatchSize = 8, Seed = 7 };
        var result = new ClassifierPretraining(recipe).Run("flowers", "mine.weights.safetensors", "my program");
        Console.WriteLine($"{result.Parameters} weights, {result.Epochs.Count} epochs");

        Assert.EndsWith("weights, 3 epochs\n", folder.Output, StringComparison.Ordinal);
        Assert.True(File.Exists("mine.weights.safetensors"));
    }

    [Fact]
    public void A_program_distills()
    {
        Environment.SetEnvironmentVariable("GRAFT_WEIGHTS", Shared.Path("weights"));
        File.Delete("small.weights.safetensors");

        var recipe = new PretrainingRecipe
        {
            Phases = [new(32, 2)],
            BatchSize = 8,
            Teacher = new TeacherRecipe("mobilenet_0.25.keras", 64) { Views = 2 },
        };
        var result = new Distillation(recipe) { Half = true }.Run(["flowers"], "small.weights.safetensors", "my program");
        Console.WriteLine($"{result.Parameters} weights, {result.Epochs.Count} epochs");

        Assert.Equal("3466912 weights, 2 epochs\n", folder.Output);
        Assert.True(File.Exists("small.weights.safetensors"));
    }
}
