using System.Text;

namespace Graft.Cli.FeatureFiles;

/// <summary>NumPy's format, version 1.0 (numpy/lib/format.py): a header that is a Python dictionary, then the numbers.</summary>
internal sealed class NpyFeatures : FeatureFile
{
    private const int Alignment = 64;
    private readonly Stream stream;

    public NpyFeatures(Stream stream, FeatureTable table) : base(table)
    {
        this.stream = stream;
        stream.Write(Header(table.Shape));
    }

    protected override void Write(IReadOnlyList<string> names, ReadOnlyMemory<float> values) => WriteNumbers(stream, values.Span);

    private static byte[] Header(IReadOnlyList<long> shape)
    {
        var sizes = shape.Count == 1 ? $"{shape[0]}," : string.Join(", ", shape);
        var text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({sizes}), }}";
        const int before = 10;
        var length = (before + text.Length + 1 + Alignment - 1) / Alignment * Alignment - before;
        var padded = Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)length, (byte)(length >> 8), .. padded];
    }
}
