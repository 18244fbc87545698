using System.Runtime.InteropServices;
using Graft.Data;
using Graft.Trunk.Features;

namespace Graft.Training.Sessions;

/// <summary>Samples that were read, and by what they are known in a later run.</summary>
/// <param name="Rows">Their numbers.</param>
/// <param name="Inputs">For each input of the network their values.</param>
/// <param name="Pictures">The pictures that they are, known by their files; null: known by the values of the first input.</param>
internal sealed record NewSamples(int[] Rows, NDArray[] Inputs, PicturePart? Pictures)
{
    // Hashes of values are asked for twice: to look for what is known, and to store what is not.
    private readonly PictureHash?[] hashes = new PictureHash?[Rows.Length];

    /// <summary>The way that the pictures were looked at.</summary>
    public string View => Pictures is null ? FeatureSpace.Values : FeatureSpace.Plain;

    /// <summary>What one is known by.</summary>
    /// <param name="number">Which of these.</param>
    public PictureHash Hash(int number) =>
        hashes[number] ??= Pictures?.Hashes[Rows[number]] ?? PictureHash.Of(MemoryMarshal.AsBytes(Sample(Inputs[0], number)));

    /// <summary>Those that are not known.</summary>
    /// <param name="isKnown">Is asked for each of these by its number.</param>
    public NewSamples Without(Func<int, bool> isKnown)
    {
        int[] kept = [.. Enumerable.Range(0, Rows.Length).Where(number => !isKnown(number))];
        if (kept.Length == Rows.Length)
            return this;
        var left = new NewSamples([.. kept.Select(number => Rows[number])], [.. Inputs.Select(input => Some(input, kept))], Pictures);
        foreach (var (i, number) in kept.Index())
            left.hashes[i] = hashes[number];
        return left;
    }

    private static NDArray Some(NDArray input, int[] numbers)
    {
        var length = (int)input.SampleShape.Size;
        var values = new float[numbers.Length * length];
        foreach (var (i, number) in numbers.Index())
            Sample(input, number).CopyTo(values.AsSpan(i * length));
        return new NDArray(values, [numbers.Length, .. input.SampleShape.Dimensions]);
    }

    private static ReadOnlySpan<float> Sample(NDArray input, int number)
    {
        var length = (int)input.SampleShape.Size;
        return input.Values.AsSpan(number * length, length);
    }
}
