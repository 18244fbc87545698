using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Graft.Runtime.Bundles;

namespace Graft.Runtime.Teaching;

/// <summary>
/// What a bundle keeps of the pictures that its head was found on, so that the head can be solved for again with more of them: no
/// pictures, but each one's features in half precision.
/// </summary>
/// <remarks>
/// Sums (the classes' means and their common scatter) would be enough to solve, but no picture can be left out of a sum, and so
/// neither shrinkage nor weights nor temperature could be chosen again. Up to as many pictures as features the features are the
/// smaller of the two as well. Half precision is a rounding of 0.05 %, far below what sets two pictures of a class apart; the
/// head is found on the rounded numbers in the first place, so that a taught model and one that is trained on the same pictures
/// are found on the same numbers.
/// </remarks>
public sealed class KeptFeatures
{
    /// <summary>A bundle that would grow by more does not keep them.</summary>
    public const long MostBytes = 1L << 30;

    private const string Plain = "features";
    private const string Mirrored = "mirrored";
    private const string Labelled = "labels";

    private readonly Half[] plain;
    private readonly Half[]? mirrored;

    private KeptFeatures(Half[] plain, Half[]? mirrored, int[] labels) =>
        (this.plain, this.mirrored, Labels) = (plain, mirrored, labels);

    /// <summary>For each picture the index of its class.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>Whether mirror images were learned from, too.</summary>
    public bool IsMirrored => mirrored is not null;

    /// <summary>Features of a picture.</summary>
    public int Width => Labels.Count == 0 ? 0 : plain.Length / Labels.Count;

    /// <summary>
    /// Keeps features, where that can be done: they fit half precision and take no more than <see cref="MostBytes"/>.
    /// </summary>
    /// <param name="plain"><c>[pictures, width]</c></param>
    /// <param name="mirrored">The same of the mirror images; null where they were not learned from.</param>
    /// <param name="labels">For each picture the index of its class.</param>
    /// <returns>Null where it cannot be done.</returns>
    public static KeptFeatures? TryKeep(ReadOnlySpan<float> plain, ReadOnlySpan<float> mirrored, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (2L * (plain.Length + mirrored.Length) > MostBytes || !Fits(plain) || !Fits(mirrored))
            return null;
        return new KeptFeatures(Halves(plain), mirrored.IsEmpty ? null : Halves(mirrored), [.. labels]);
    }

    /// <summary>The features of the pictures, <c>[pictures, width]</c>.</summary>
    public float[] ToPlain() => Floats(plain);

    /// <summary>Those of the mirror images; null where there are none.</summary>
    public float[]? ToMirrored() => mirrored is null ? null : Floats(mirrored);

    /// <summary>The last so many features alone.</summary>
    public KeptFeatures Last(int width)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Width);
        return width == Width ? this : new KeptFeatures(Cut(plain)!, Cut(mirrored), [.. Labels]);

        Half[]? Cut(Half[]? values)
        {
            if (values is null)
                return null;
            var cut = new Half[Labels.Count * width];
            for (var row = 0; row < Labels.Count; row++)
                values.AsSpan((row + 1) * Width - width, width).CopyTo(cut.AsSpan(row * width));
            return cut;
        }
    }

    /// <summary>These and more.</summary>
    /// <exception cref="ArgumentException">They have another width, or other views.</exception>
    public KeptFeatures With(KeptFeatures more)
    {
        ArgumentNullException.ThrowIfNull(more);
        if (more.Width != Width || more.IsMirrored != IsMirrored)
            throw new ArgumentException($"There are {Width} features of a picture here and {more.Width} there.", nameof(more));
        return new KeptFeatures(
            [.. plain, .. more.plain], mirrored is null ? null : [.. mirrored, .. more.mirrored!], [.. Labels, .. more.Labels]);
    }

    /// <summary>Writes them in the safetensors format: <c>features</c>, <c>mirrored</c> and <c>labels</c>.</summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var arrays = new List<SafetensorsArray> { new(Plain, "F16", [Labels.Count, Width], 2L * plain.Length) };
        if (mirrored is not null)
            arrays.Add(new(Mirrored, "F16", [Labels.Count, Width], 2L * mirrored.Length));
        arrays.Add(new(Labelled, "I32", [Labels.Count], 4L * Labels.Count));
        new SafetensorsTable(new JsonObject { ["producer"] = "graft" }, arrays).Write(stream);
        WriteHalves(stream, plain);
        WriteHalves(stream, mirrored ?? []);
        Span<byte> number = stackalloc byte[4];
        foreach (var label in Labels)
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, label);
            stream.Write(number);
        }
    }

    /// <summary>Reads them.</summary>
    /// <param name="stream">The part <see cref="BundleParts.Teaching"/>.</param>
    /// <exception cref="InvalidDataException">It holds something else; half a sentence says why.</exception>
    public static KeptFeatures Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var table = SafetensorsTable.Read(stream);
        var plain = table.Arrays.SingleOrDefault(array => array.Name == Plain);
        if (plain is not { Type: "F16", Shape: [> 0 and < int.MaxValue, > 0 and < int.MaxValue] }
            || plain.Length > MostBytes || plain.Length != 2 * plain.Shape[0] * plain.Shape[1]
            || table.Arrays.Any(array => array.Name switch
            {
                Plain => false,
                Mirrored => array.Type != "F16" || !array.Shape.SequenceEqual(plain.Shape) || array.Length != plain.Length,
                Labelled => array.Type != "I32" || !array.Shape.SequenceEqual([plain.Shape[0]])
                    || array.Length != 4 * plain.Shape[0],
                _ => true,
            })
            || table.Arrays.All(array => array.Name != Labelled))
            throw new InvalidDataException("it does not hold features, in half precision, with their labels");
        var (features, mirrored, labels) = (Array.Empty<Half>(), default(Half[]), Array.Empty<int>());
        foreach (var array in table.Arrays)
        {
            var bytes = new byte[array.Length];
            stream.ReadExactly(bytes);
            if (array.Name == Labelled)
                labels = [.. Enumerable.Range(0, bytes.Length / 4).Select(
                    i => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4 * i)))];
            else if (array.Name == Plain)
                features = ReadHalves(bytes);
            else
                mirrored = ReadHalves(bytes);
        }
        return features.All(Half.IsFinite) && (mirrored?.All(Half.IsFinite) ?? true)
            ? new KeptFeatures(features, mirrored, labels)
            : throw new InvalidDataException("it holds features that are no numbers");
    }

    private static bool Fits(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
            if (!Half.IsFinite((Half)value))
                return false;
        return true;
    }

    private static Half[] Halves(ReadOnlySpan<float> values)
    {
        var halves = new Half[values.Length];
        for (var i = 0; i < halves.Length; i++)
            halves[i] = (Half)values[i];
        return halves;
    }

    private static float[] Floats(Half[] values)
    {
        var floats = new float[values.Length];
        for (var i = 0; i < floats.Length; i++)
            floats[i] = (float)values[i];
        return floats;
    }

    private static void WriteHalves(Stream stream, Half[] values)
    {
        var bytes = new byte[2 * Math.Min(values.Length, 1 << 15)];
        for (var first = 0; first < values.Length; first += 1 << 15)
        {
            var some = Math.Min(1 << 15, values.Length - first);
            for (var i = 0; i < some; i++)
                BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(2 * i), values[first + i]);
            stream.Write(bytes.AsSpan(0, 2 * some));
        }
    }

    private static Half[] ReadHalves(byte[] bytes)
    {
        var values = new Half[bytes.Length / 2];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(2 * i));
        return values;
    }
}
