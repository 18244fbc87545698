using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Graft.Cli.FeatureFiles;

/// <summary>Reads a <c>.npy</c> array of single precision row by row (numpy/lib/format.py, versions 1 to 3).</summary>
internal sealed partial class NpyReader : IDisposable
{
    private const int LongestHeader = 64 << 10;
    private readonly FileStream stream;
    private readonly string path;

    private NpyReader(string path, FileStream stream)
    {
        (this.path, this.stream) = (path, stream);
        Shape = ReadHeader();
    }

    /// <summary>The array's shape; the first number is that of the rows.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Opens a file and checks that it is whole.</summary>
    /// <exception cref="NpyException">
    /// It cannot be read, is no such array, or is shorter or longer than its header says.
    /// </exception>
    public static NpyReader Open(string path)
    {
        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            return new NpyReader(path, stream);
        }
        catch (Exception failure)
        {
            stream?.Dispose();
            throw failure is IOException or UnauthorizedAccessException ? new NpyException(path, failure.Message) : failure;
        }
    }

    /// <summary>Reads the next numbers.</summary>
    public void Read(Span<float> values)
    {
        stream.ReadExactly(MemoryMarshal.AsBytes(values));
        if (!BitConverter.IsLittleEndian)
            foreach (ref var number in MemoryMarshal.Cast<float, int>(values))
                number = BinaryPrimitives.ReverseEndianness(number);
    }

    public void Dispose() => stream.Dispose();

    private long[] ReadHeader()
    {
        Span<byte> start = stackalloc byte[12];
        if (stream.ReadAtLeast(start[..8], 8, throwOnEndOfStream: false) < 8
            || !start.StartsWith((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8]))
            throw new NpyException(path, "it is no .npy file.");
        var wide = start[6] switch
        {
            1 => false,
            2 or 3 => true,
            var version => throw new NpyException(path, $"its format has version {version}; 1 to 3 are known."),
        };
        var bytes = start.Slice(8, wide ? 4 : 2);
        stream.ReadExactly(bytes);
        var length = wide ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        if (length > Math.Min(LongestHeader, stream.Length - stream.Position))
            throw new NpyException(path, $"its header is said to have {length} bytes.");
        var header = new byte[length];
        stream.ReadExactly(header);
        return ReadShape(Encoding.Latin1.GetString(header));
    }

    private long[] ReadShape(string header)
    {
        var type = TypePattern().Match(header);
        var shape = ShapePattern().Match(header);
        if (!type.Success || !shape.Success)
            throw new NpyException(path, "its header names no single type and shape.");
        if (type.Groups[1].Value != "<f4")
            throw new NpyException(
                path, $"its numbers are of type '{type.Groups[1].Value}'; float32 is wanted: array.astype('<f4').");
        if (!OrderPattern().IsMatch(header))
            throw new NpyException(path, "its numbers lie in Fortran's order: numpy.ascontiguousarray(array) turns it.");
        var sizes = shape.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var product = (Int128)sizeof(float);
        var numbers = new long[sizes.Length];
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            if (!long.TryParse(sizes[axis], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[axis]))
                throw new NpyException(path, $"its shape ({shape.Groups[1].Value}) holds something that is no size.");
            product = axis < 32 && product <= long.MaxValue ? product * numbers[axis] : Int128.MaxValue;
        }
        var rest = stream.Length - stream.Position;
        if (product != rest)
            throw new NpyException(path, $"its shape ({string.Join(", ", numbers)}) needs {product} bytes and {rest} are there.");
        return numbers;
    }

    [GeneratedRegex("""['"]descr['"]\s*:\s*['"]([^'"]*)['"]""")]
    private static partial Regex TypePattern();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*False\b""")]
    private static partial Regex OrderPattern();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\(([^)]*)\)""")]
    private static partial Regex ShapePattern();
}
