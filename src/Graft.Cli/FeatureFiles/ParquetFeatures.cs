using Parquet;
using Parquet.Schema;

namespace Graft.Cli.FeatureFiles;

/// <summary>Parquet: rows are gathered into groups of bounded size, because each group is a unit for readers.</summary>
internal sealed class ParquetFeatures : FeatureFile
{
    private const int GroupValues = 4 << 20;

    private static readonly DataField File = new DataField<string>("file", nullable: false);
    private static readonly DataField Element = new DataField<float>("element");

    private readonly ParquetSchema schema = new(File, new ListField("features", Element));
    private readonly ParquetWriter writer;
    private readonly List<string> names = [];
    private readonly List<float> values = [];

    public ParquetFeatures(Stream stream, FeatureTable table) : base(table)
    {
        // Numbers that are features hardly repeat, so a dictionary of them would only cost time.
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.None, DictionaryEncodingThreshold = 0 };
        writer = Wait(ParquetWriter.CreateAsync(schema, stream, options));
        writer.CustomMetadata =
            new Dictionary<string, string>(table.Notes) { ["shape"] = $"[{string.Join(", ", table.RowShape)}]" };
    }

    protected override void Write(IReadOnlyList<string> names, ReadOnlyMemory<float> values)
    {
        this.names.AddRange(names);
        this.values.AddRange(values.Span);
        if (this.values.Count >= GroupValues)
            WriteGroup();
    }

    protected override void Finish()
    {
        if (names.Count > 0)
            WriteGroup();
        Wait(writer.DisposeAsync().AsTask());
    }

    private void WriteGroup()
    {
        using var group = writer.CreateRowGroup();
        Wait(group.WriteAsync(schema.DataFields[0], names));
        // 0 begins a new row, 1 goes on with it.
        var levels = new int[values.Count];
        for (var at = 0; at < levels.Length; at++)
            levels[at] = at % Table.RowLength == 0 ? 0 : 1;
        var present = new int[values.Count];
        Array.Fill(present, schema.DataFields[1].MaxDefinitionLevel);
        Wait(group.WriteAllPartsAsync<float>(
            schema.DataFields[1], values.ToArray(), (ReadOnlyMemory<int>)present, (ReadOnlyMemory<int>)levels,
            CancellationToken.None));
        group.CompleteValidate();
        names.Clear();
        values.Clear();
    }

    // The library is asynchronous only in form here: a file's stream answers at once.
    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
