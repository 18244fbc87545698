namespace Graft.Runtime.Tests;

public sealed class FormulaTests
{
    [Fact]
    public void The_formula_gives_the_values_that_the_reference_data_state()
    {
        using var json = Shared.Json("fixtures", "timm", "position_embedding.json");
        var arrays = json.RootElement.GetProperty("arrays").EnumerateArray().ToList();
        Assert.NotEmpty(arrays);
        foreach (var input in arrays.Select(array => array.GetProperty("input")))
        {
            var expected = input.GetProperty("first").EnumerateArray().Select(v => v.GetSingle()).ToArray();
            var actual = Formula.Unit(input.GetProperty("key").GetString()!, expected.Length);
            Close.Absolute(expected, actual, 1e-7, "first values");
        }
    }
}
