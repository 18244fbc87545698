using System.Text.Json;
using Graft.Runtime.Heads;

namespace Graft.Runtime.Tests.Heads;

/// <summary>Comparisons in double precision, and the numbers compared with.</summary>
internal static class Doubles
{
    /// <summary>Differences may be at most <paramref name="relative"/> of the largest expected absolute value.</summary>
    public static void Relative(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double relative, string what) =>
        Absolute(expected, actual, relative * expected.Max(Math.Abs), what);

    /// <summary>The largest difference may be at most <paramref name="tolerance"/>.</summary>
    public static void Absolute(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance, string what)
    {
        Assert.True(expected.Count == actual.Count, $"{what}: {expected.Count} values expected, {actual.Count} given.");
        for (var i = 0; i < expected.Count; i++)
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance,
                $"{what}: value {i} is {actual[i]:r}, {expected[i]:r} expected, {tolerance:e1} allowed.");
    }

    /// <summary>A matrix of values in [-1, 1) by the formula.</summary>
    public static Matrix Unit(string key, int rows, int columns)
    {
        var matrix = new Matrix(rows, columns);
        var unit = Formula.Unit(key, matrix.Values.Length);
        for (var i = 0; i < unit.Length; i++)
            matrix.Values[i] = unit[i];
        return matrix;
    }

    /// <summary>Each row's softmax, row after row.</summary>
    public static double[] Softmax(Matrix logits)
    {
        var result = new double[logits.Values.Length];
        for (var row = 0; row < logits.Rows; row++)
        {
            var values = logits.Row(row).ToArray();
            var exponentials = values.Select(value => Math.Exp(value - values.Max())).ToArray();
            for (var k = 0; k < logits.Columns; k++)
                result[row * logits.Columns + k] = exponentials[k] / exponentials.Sum();
        }
        return result;
    }

    /// <summary>A number of a JSON object.</summary>
    public static double Number(this JsonElement json, string name) => json.GetProperty(name).GetDouble();

    /// <summary>The numbers of an array, or of an array of arrays one after another.</summary>
    public static double[] Numbers(this JsonElement json, string name) => [.. Flat(json.GetProperty(name))];

    private static IEnumerable<double> Flat(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().SelectMany(Flat) : [json.GetDouble()];
}
