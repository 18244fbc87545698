using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Graft.Weights.Zip;

namespace Graft.Weights.Numpy;

/// <summary>The head of a <c>.npy</c> file (numpy/lib/format.py, versions 1 to 3).</summary>
/// <param name="ElementType">What one number is.</param>
/// <param name="Shape">The sizes of the dimensions.</param>
/// <param name="DataStart">Where the numbers begin.</param>
internal sealed partial record NpyHeader(ElementType ElementType, long[] Shape, long DataStart)
{
    private const int LongestHeader = 64 << 10;
    private const int MostDimensions = 32;

    private static readonly FrozenDictionary<string, ElementType> Types = new Dictionary<string, ElementType>
    {
        ["<f4"] = ElementType.Float32,
        ["<f2"] = ElementType.Float16,
        ["<f8"] = ElementType.Float64,
        ["<i8"] = ElementType.Int64,
        ["<i4"] = ElementType.Int32,
        ["<i2"] = ElementType.Int16,
        ["|i1"] = ElementType.Int8,
        ["<u8"] = ElementType.UInt64,
        ["<u4"] = ElementType.UInt32,
        ["<u2"] = ElementType.UInt16,
        ["|u1"] = ElementType.UInt8,
        ["|b1"] = ElementType.Boolean,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Reads the head of an array and checks that its numbers are all there.</summary>
    public static NpyHeader Read(string path, string name, ZipEntry entry)
    {
        var start = Bytes(Math.Min(entry.Size, 12));
        if (start.Length < 12 || !start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8]))
            throw Broken("it is no .npy file");
        var isWide = start[6] switch
        {
            1 => false,
            2 or 3 => true,
            var version => throw Broken($"its format has version {version}; 1 to 3 are read"),
        };
        var length = isWide
            ? BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(8))
            : BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8));
        var first = isWide ? 12 : 10;
        if (length > LongestHeader || length > entry.Size - first)
            throw Broken($"its header is said to have {length} bytes");
        var (type, shape) = Parse(Encoding.Latin1.GetString(Bytes(first + length)[first..]));
        var bytes = shape.Aggregate((Int128)type.Size(), (product, size) => product > long.MaxValue ? product : product * size);
        if (bytes != entry.Size - first - length)
            throw Broken(
                $"its shape [{string.Join(", ", shape)}] needs {bytes} bytes and {entry.Size - first - length} are there");
        return new(type, shape, first + length);

        byte[] Bytes(long count)
        {
            var bytes = new byte[count];
            entry.Read(0, bytes);
            return bytes;
        }

        (ElementType Type, long[] Shape) Parse(string header)
        {
            var (type, shape) = (TypePattern().Match(header), ShapePattern().Match(header));
            if (!type.Success || !shape.Success)
                throw Broken("its header names no single type and shape");
            if (type.Groups[1].Value is var written && !Types.ContainsKey(written))
                throw Broken(written == "|O"
                    ? "it holds Python objects, which are pickles in disguise"
                    : $"its numbers are of type '{written}'; little-endian integers and floating-point numbers are read");
            if (!OrderPattern().IsMatch(header))
                throw Broken("its numbers lie in Fortran's order: numpy.ascontiguousarray(array) turns it");
            var sizes = shape.Groups[1].Value.Split(
                ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (sizes.Length > MostDimensions)
                throw Broken($"it has {sizes.Length} dimensions; {MostDimensions} is the limit");
            return (Types[written], [.. sizes.Select(Size)]);
        }

        long Size(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size
            : throw Broken($"its shape holds '{text}', which is no size");

        WeightsException Broken(string what) => new($"'{path}' is no sound numpy file: '{name}': {what}.");
    }

    [GeneratedRegex("""['"]descr['"]\s*:\s*['"]([^'"]*)['"]""", RegexOptions.CultureInvariant)]
    private static partial Regex TypePattern();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*False\b""", RegexOptions.CultureInvariant)]
    private static partial Regex OrderPattern();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\(([^)]*)\)""", RegexOptions.CultureInvariant)]
    private static partial Regex ShapePattern();
}
