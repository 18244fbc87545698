using CsCheck;
using Graft.Weights;

namespace Graft.Tests.Weights;

/// <summary>Opens and reads changed copies of a file, of which only a <see cref="WeightsException"/> may come.</summary>
internal static class Mutations
{
    private static readonly byte[] Favourites = [0, 1, 2, 0x20, 0x22, 0x30, 0x39, 0x2D, 0x5B, 0x7B, 0x7D, 0x7F, 0x80, 0xFE, 0xFF];

    public static void Check(byte[] sound, string ending, int iterations)
    {
        using var folder = new TemporaryFolder();
        var (loaded, refused) = (0, 0);
        Any(sound).Sample(
            bytes =>
            {
                try
                {
                    using var file = WeightsFile.Open(folder.Write("w" + ending, bytes));
                    foreach (var array in file.Arrays)
                        array.ReadSingles();
                    loaded++;
                }
                catch (WeightsException)
                {
                    refused++;
                }
            },
            iter: iterations,
            threads: 1);
        // A generator that breaks every file, or none, would prove nothing.
        Assert.True(loaded > 0 && refused > 0, $"{loaded} loaded, {refused} refused");
    }

    private static Gen<byte[]> Any(byte[] sound)
    {
        var place = Gen.Int[0, sound.Length - 1];
        var change = Gen.OneOf(
            Gen.Select(place, Gen.Byte, (at, value) => Changed(b => b[at] = value)),
            Gen.Select(place, Gen.Int[0, Favourites.Length - 1], (at, which) => Changed(b => b[at] = Favourites[which])),
            Gen.Select(place, Gen.Int[0, 7], (at, bit) => Changed(b => b[at] ^= (byte)(1 << bit))),
            Gen.Select(place, place, Gen.Int[1, 16], (from, to, count) => Changed(b => Copy(b, from, to, count))),
            Gen.Select(place, at => new Func<byte[], byte[]>(b => b[..Math.Min(at, b.Length)])));
        return change.Array[1, 4].Select(changes => changes.Aggregate(sound.ToArray(), (bytes, next) => next(bytes)));
    }

    private static Func<byte[], byte[]> Changed(Action<byte[]> change) => bytes =>
    {
        try
        {
            change(bytes);
        }
        catch (IndexOutOfRangeException)
        {
            // The place fell to a cut before.
        }
        return bytes;
    };

    private static void Copy(byte[] bytes, int from, int to, int count)
    {
        count = Math.Min(count, bytes.Length - Math.Max(from, to));
        if (count > 0)
            Array.Copy(bytes, from, bytes, to, count);
    }
}
