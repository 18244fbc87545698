using Graft.Cli.Output;
using Graft.Trunk;

namespace Graft.Cli.FeatureFiles;

/// <summary>From <c>.npy</c> arrays <c>[n, height, width, 3]</c> that are already preprocessed to rows of features.</summary>
internal sealed class ArrayFeatures : IDisposable
{
    private readonly List<(string Path, NpyReader Reader)> arrays = [];

    /// <summary>Opens the arrays; all must hold inputs of one size.</summary>
    /// <exception cref="NpyException">One cannot be read, or holds something else.</exception>
    public ArrayFeatures(IEnumerable<string> paths)
    {
        try
        {
            foreach (var path in paths)
                Open(path);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Height and width of the inputs.</summary>
    public (int Height, int Width) Size { get; private set; }

    /// <summary>Each row's name: the file's and the row's place in it.</summary>
    public IReadOnlyList<string> Names => [.. arrays.SelectMany(array =>
        Enumerable.Range(0, (int)array.Reader.Shape[0]).Select(row => $"{array.Path}[{row}]"))];

    /// <summary>Writes a row for every input.</summary>
    public void Write(TrunkPass pass, FeatureFile file, ProgressStage stage, CancellationToken stop)
    {
        var done = 0L;
        foreach (var (path, reader) in arrays)
        {
            for (var row = 0; row < reader.Shape[0];)
            {
                stop.ThrowIfCancellationRequested();
                var count = (int)Math.Min(pass.BatchSize, reader.Shape[0] - row);
                var inputs = new float[count * Size.Height * Size.Width * 3];
                reader.Read(inputs);
                var features = pass.Run([new NDArray(inputs, count, Size.Height, Size.Width, 3)])[0].Values;
                file.Append([.. Enumerable.Range(row, count).Select(at => $"{path}[{at}]")], features);
                row += count;
                stage.Report(done += count);
            }
        }
    }

    public void Dispose() => arrays.ForEach(array => array.Reader.Dispose());

    private void Open(string path)
    {
        var reader = NpyReader.Open(path);
        arrays.Add((path, reader));
        if (reader.Shape is not [>= 1 and <= int.MaxValue, >= 1 and <= 65536, >= 1 and <= 65536, 3])
            throw new NpyException(path, $"its shape is ({string.Join(", ", reader.Shape)}); [n, height, width, 3] is wanted.");
        var size = ((int)reader.Shape[1], (int)reader.Shape[2]);
        if (arrays.Count > 1 && size != Size)
            throw new NpyException(
                path, $"it holds {size.Item1} x {size.Item2} inputs, and those before are {Size.Height} x {Size.Width}.");
        Size = size;
    }
}
