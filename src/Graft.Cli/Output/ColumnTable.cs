using System.Text;

namespace Graft.Cli.Output;

/// <summary>
/// A table of as many rows as there may be, one line each: nothing is wrapped, so that lines can be searched, and its making costs
/// milliseconds where a table that fits itself to the terminal takes a quarter of a second for hundreds of rows.
/// </summary>
/// <param name="headings">What the columns are called, and whether they are numbers, which stand on the right.</param>
internal sealed class ColumnTable(params IReadOnlyList<(string Name, bool IsNumber)> headings)
{
    private const int Gap = 2;

    private readonly List<IReadOnlyList<string>> rows = [[.. headings.Select(heading => heading.Name)]];

    /// <summary>Adds a row, a text for each column.</summary>
    public void Add(params IReadOnlyList<string> cells) => rows.Add(cells);

    /// <summary>All lines: the headings, a rule, the rows.</summary>
    public override string ToString()
    {
        int[] widths = [.. headings.Select((_, column) => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        for (var i = 0; i < rows.Count; i++)
        {
            text.AppendLine(Line(rows[i], widths));
            if (i == 0)
                text.Append(' ', Gap).Append('─', widths.Sum() + Gap * (widths.Length - 1)).AppendLine();
        }
        return text.ToString().TrimEnd();
    }

    private string Line(IReadOnlyList<string> row, int[] widths)
    {
        var line = new StringBuilder();
        for (var column = 0; column < row.Count; column++)
            line.Append(' ', Gap).Append(
                headings[column].IsNumber ? row[column].PadLeft(widths[column]) : row[column].PadRight(widths[column]));
        return line.ToString().TrimEnd();
    }
}
