using System.Globalization;
using System.Text.Json;

namespace Graft.Bench.Reports;

/// <summary>All comparisons of one run.</summary>
internal sealed class Report(Machine machine, int threads)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly List<ComparisonResult> results = [];

    public string Heading => $"{machine}; {threads} threads";

    public void Add(ComparisonResult result) => results.Add(result);

    public string ToJson() => JsonSerializer.Serialize(new { machine, threads, comparisons = results }, Json);

    /// <summary>Writes the tables to DATE-MACHINE.md in a folder, below what other runs of the day have written there.</summary>
    /// <returns>The file.</returns>
    public string Save(string folder)
    {
        Directory.CreateDirectory(folder);
        var name = string.Create(CultureInfo.InvariantCulture, $"{machine.Date:yyyy-MM-dd}-{machine.ShortName}.md");
        var path = Path.Combine(folder, name);
        File.AppendAllText(path, $"# {Heading}\n{string.Join("\n", results.Select(TextTable.Of))}\n");
        return path;
    }
}
