using nietras.SeparatedValues;

namespace Graft.Data;

/// <summary>
/// Reads a table <c>path,label</c> or <c>path,label,split</c>: a heading, then a picture a line. Paths are relative to the
/// table's folder and stay within it, links included; every line that cannot be used is named by its number.
/// </summary>
internal sealed class PictureTable
{
    private readonly string folder;
    private readonly string realFolder;
    private readonly RealPath realPath = new();
    private readonly List<ClassifiedPicture> pictures = [];
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly List<int> incomplete = [];
    private readonly List<int> outside = [];
    private readonly List<int> missing = [];
    private readonly List<int> repeated = [];
    private readonly List<int> unknownPart = [];
    private int pathColumn;
    private int labelColumn;
    private int partColumn;

    private PictureTable(string path)
    {
        folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        realFolder = realPath.Of(folder);
    }

    public static Classification Read(string path, CancellationToken cancellation)
    {
        try
        {
            // The number of columns is checked here, so that all wrong lines are named, not only the first.
            using var reader = Sep
                .Reader(options => options with { HasHeader = false, Unescape = true, DisableColCountCheck = true })
                .FromFile(path);
            var table = new PictureTable(path);
            if (!reader.MoveNext() || !table.TakeHeading(Cells(reader.Current)))
                return Refused("It needs a first line with the columns path,label or path,label,split.");
            while (reader.MoveNext())
            {
                cancellation.ThrowIfCancellationRequested();
                table.Take(Cells(reader.Current), reader.Current.LineNumberFrom);
            }
            table.pictures.Sort((a, b) => string.CompareOrdinal(a.Found.Name, b.Found.Name));
            return new Classification(table.pictures, table.partColumn >= 0, [], [], [.. table.Problems()]);
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            return Refused($"It cannot be read as a table: {error.Message}");
        }
    }

    private static Classification Refused(string problem) => new([], false, [], [], [problem]);

    private static string[] Cells(SepReader.Row row)
    {
        var cells = new string[row.ColCount];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = row[i].ToString().Trim();
        return cells;
    }

    private bool TakeHeading(string[] cells)
    {
        pathColumn = Column("path");
        labelColumn = Column("label");
        partColumn = Column("split");
        return pathColumn >= 0 && labelColumn >= 0;

        int Column(string name) => Array.FindIndex(cells, cell => cell.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private void Take(string[] cells, int line)
    {
        if (cells is [""])
            return;
        if (cells.Length <= Math.Max(pathColumn, Math.Max(labelColumn, partColumn))
            || cells[pathColumn].Length == 0 || cells[labelColumn].Length == 0)
        {
            incomplete.Add(line);
            return;
        }
        var part = partColumn < 0 ? null : PartNames.Parse(cells[partColumn]);
        if (partColumn >= 0 && part is null)
            unknownPart.Add(line);
        if (Locate(cells[pathColumn], line) is { } path)
        {
            var name = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
            pictures.Add(new ClassifiedPicture(new FoundPicture(name, new FilePicture(name, path)), cells[labelColumn], part));
        }
    }

    private string? Locate(string relative, int line)
    {
        var slashed = relative.Replace('\\', '/');
        if (slashed.StartsWith('/') || slashed is [_, ':', ..] || slashed.Contains('\0'))
        {
            outside.Add(line);
            return null;
        }
        var path = Path.GetFullPath(slashed, folder);
        try
        {
            var real = realPath.Of(path);
            if (!RealPath.IsWithin(real, realFolder))
                outside.Add(line);
            else if (!File.Exists(path))
                missing.Add(line);
            else if (!seen.Add(real))
                repeated.Add(line);
            else
                return path;
        }
        catch (IOException)
        {
            missing.Add(line);
        }
        return null;
    }

    private IEnumerable<string> Problems()
    {
        if (incomplete.Count > 0)
            yield return $"Lines without a path, a label or a split: {Enumeration.Numbers(incomplete)}.";
        if (unknownPart.Count > 0)
            yield return $"Lines whose split is none of train, validation and test: {Enumeration.Numbers(unknownPart)}.";
        if (outside.Count > 0)
            yield return $"Lines whose path is absolute or leads out of the table's folder: {Enumeration.Numbers(outside)}.";
        if (missing.Count > 0)
            yield return $"Lines whose file does not exist: {Enumeration.Numbers(missing)}.";
        if (repeated.Count > 0)
            yield return $"Lines with a file that an earlier line has already: {Enumeration.Numbers(repeated)}.";
    }
}
