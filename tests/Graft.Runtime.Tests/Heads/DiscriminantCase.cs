using System.Text.Json;
using Graft.Runtime.Heads;

namespace Graft.Runtime.Tests.Heads;

/// <summary>A case of scikit-learn's LinearDiscriminantAnalysis, by the formula of its file.</summary>
internal sealed class DiscriminantCase
{
    private readonly JsonElement json;
    private readonly Matrix centres;

    private DiscriminantCase(JsonElement json)
    {
        this.json = json;
        centres = Unit("centre", Classes);
        Labels = [.. json.GetProperty("y").EnumerateArray().Select(y => y.GetInt32())];
        TrainingRows = Rows("x", Labels);
        TestRows = Rows("t", [.. Enumerable.Range(0, 12).Select(row => row % Classes)]);
    }

    public string Name => json.GetProperty("case").GetString()!;

    public double Shrinkage => json.Number("shrinkage");

    public int Classes => json.GetProperty("k").GetInt32();

    public int[] Labels { get; }

    public FeatureRows TrainingRows { get; }

    public FeatureRows TestRows { get; }

    /// <summary>Those with a given shrinkage; Ledoit and Wolf's own, per class, is not built here.</summary>
    public static List<DiscriminantCase> All()
    {
        using var file = Shared.Json("fixtures", "training", "discriminant.json");
        return [.. file.RootElement.GetProperty("cases").EnumerateArray()
            .Where(item => item.GetProperty("shrinkage").ValueKind == JsonValueKind.Number)
            .Select(item => new DiscriminantCase(item.Clone()))];
    }

    public double[] Expected(string name) => json.Numbers(name);

    private MatrixRows Rows(string part, int[] labels)
    {
        var values = Unit(part, labels.Length);
        for (var row = 0; row < values.Rows; row++)
            for (var column = 0; column < values.Columns; column++)
                values[row, column] = 2 * values[row, column] + 0.6 * centres[labels[row], column];
        return new MatrixRows(values);
    }

    private Matrix Unit(string part, int rows) =>
        Doubles.Unit($"discriminant/{json.GetProperty("problem").GetString()}/{part}", rows, json.GetProperty("p").GetInt32());
}
