using System.Text.Json;

namespace Graft.Tests.Training;

/// <summary>One of the small problems that the reference runs were made on: its input, labels and starting weights.</summary>
internal sealed class ReferenceProblem
{
    private readonly JsonElement json;

    private ReferenceProblem(JsonElement json, JsonElement classWeights)
    {
        this.json = json;
        Shape = Ints(json.GetProperty("x").GetProperty("shape"));
        Input = Formula.Unit(json.GetProperty("x").GetProperty("key").GetString()!, Count(Shape));
        Labels = Ints(json.GetProperty("y"));
        ClassWeights = [.. classWeights.EnumerateArray().Select(weight => weight.GetSingle())];
        Arrays = json.GetProperty("arrays").EnumerateArray().ToDictionary(array => array.GetProperty("name").GetString()!, Array);
    }

    public const int BatchSize = 8;

    public const int Steps = 12;

    public const int Classes = 5;

    public int[] Shape { get; }

    public float[] Input { get; }

    public int[] Labels { get; }

    public float[] ClassWeights { get; }

    /// <summary>The starting weights by name, in Keras's layout.</summary>
    public IReadOnlyDictionary<string, (int[] Shape, float[] Values)> Arrays { get; }

    public int Rows => Shape[0];

    public static ReferenceProblem Read(string name)
    {
        using var document = Shared.Json("fixtures", "training", "problems.json");
        var problem = document.RootElement.GetProperty("problems").EnumerateArray()
            .Single(candidate => candidate.GetProperty("problem").GetString() == name);
        return new ReferenceProblem(problem.Clone(), document.RootElement.GetProperty("class_weight").Clone());
    }

    /// <summary>The values of one array that the problem describes by a formula key alone.</summary>
    public float[] Described(string property) =>
        Formula.Unit(json.GetProperty(property).GetProperty("key").GetString()!, (long)Rows * Classes);

    /// <summary>The rows that a step takes.</summary>
    public IEnumerable<int> RowsOfStep(int step) => Enumerable.Range(BatchSize * step, BatchSize).Select(row => row % Rows);

    private static (int[] Shape, float[] Values) Array(JsonElement array)
    {
        var shape = Ints(array.GetProperty("shape"));
        var (key, role) = (array.GetProperty("key").GetString()!, array.GetProperty("role").GetString()!);
        return (shape, Formula.Weight(key, Count(shape), role, array.GetProperty("fan_in").GetInt32()));
    }

    private static long Count(int[] shape) => shape.Aggregate(1L, (product, size) => product * size);

    private static int[] Ints(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetInt32())];
}
