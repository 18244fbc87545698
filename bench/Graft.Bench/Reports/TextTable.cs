using System.Globalization;

namespace Graft.Bench.Reports;

/// <summary>A comparison as a Markdown table, which reads as text too.</summary>
internal static class TextTable
{
    public static string Of(ComparisonResult result)
    {
        var isProgram = result.Contenders[0].GigaOperationsPerSecond is null;
        string[][] rows =
        [
            isProgram
                ? ["contender", "seconds", "lowest to highest", "samples/s", "Graft is faster by"]
                : ["contender", "pictures/s", "lowest to highest", "Graft is faster by", "G operations/s"],
            .. result.Contenders.Select(contender => isProgram ? ProgramRow(contender, result) : NetworkRow(contender, result)),
        ];
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        string[] rule = [new string('-', widths[0]), .. widths[1..].Select(width => new string('-', width - 1) + ":")];
        var reference = result.Contenders.Single(contender => contender.Name == result.Reference).Title;
        var lines = rows[1..].Prepend(rule).Prepend(rows[0]).Select(row => Line(row, widths));
        var factors = result.Factors.Count == 0
            ? ""
            : $" The factor is that of \"{reference}\": the median of the rounds' own.";
        return $"\n## {result.Title}\n\n{string.Join('\n', lines)}\n\nMedians of {result.Rounds} rounds.{factors}";
    }

    private static string[] ProgramRow(ContenderResult contender, ComparisonResult result) =>
    [
        contender.Title,
        Text(contender.SecondsPerRun),
        Range(contender.Rounds.Select(round => round.SecondsPerRun)),
        Text(contender.SamplesPerSecond),
        Factor(contender, result),
    ];

    // A single convolution is no network: it has an arithmetic rate and nothing else to be compared.
    private static string[] NetworkRow(ContenderResult contender, ComparisonResult result)
    {
        var isNetwork = result.Factors.ContainsKey(contender.Name);
        return
        [
            contender.Title,
            isNetwork ? Text(contender.SamplesPerSecond) : "",
            isNetwork ? Range(contender.Rounds.Select(round => round.Rate)) : "",
            Factor(contender, result),
            contender.GigaOperationsPerSecond!.Value.ToString("0", CultureInfo.InvariantCulture),
        ];
    }

    private static string Factor(ContenderResult contender, ComparisonResult result) =>
        contender.Name != result.Reference && result.Factors.TryGetValue(contender.Name, out var factor)
            ? factor.ToString("0.00", CultureInfo.InvariantCulture)
            : "";

    private static string Range(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return $"{Text(sorted[0])} to {Text(sorted[^1])}";
    }

    private static string Line(string[] row, int[] widths)
    {
        var cells = row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
        return $"| {string.Join(" | ", cells)} |";
    }

    private static string Text(double value) =>
        value.ToString(value switch { < 1 => "0.000", < 100 => "0.0", _ => "0" }, CultureInfo.InvariantCulture);
}
