using System.Diagnostics;
using CsCheck;
using Graft.Weights;

namespace Graft.Tests.Weights;

/// <summary>Opens and reads changed copies of a file, of which only a <see cref="WeightsException"/> may come.</summary>
internal static class Mutations
{
    // What one reading may allocate in all; the files are small.
    private const long MostBytes = 300L << 20;

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    private static readonly byte[] Favourites = [0, 1, 2, 0x20, 0x22, 0x30, 0x39, 0x2D, 0x5B, 0x7B, 0x7D, 0x7F, 0x80, 0xFE, 0xFF];

    /// <param name="sound">The file, which loads as it is.</param>
    /// <param name="ending">What its name ends with.</param>
    /// <param name="iterations">How many changed copies.</param>
    /// <param name="isGuarded">Whether a checksum stands over nearly every byte: then hardly any change is survived.</param>
    public static void Check(byte[] sound, string ending, int iterations, bool isGuarded = false)
    {
        using var folder = new TemporaryFolder();
        var (loaded, refused) = (0, 0);
        Assert.True(Read(folder.Write("w" + ending, sound)));
        Any(sound).Sample(
            bytes => { _ = Read(folder.Write("w" + ending, bytes)) ? loaded++ : refused++; }, iter: iterations, threads: 1);
        // A generator that breaks every file, or none, would prove nothing.
        Assert.True(refused > 0 && (isGuarded || loaded > 0), $"{loaded} loaded, {refused} refused");
    }

    /// <summary>
    /// The same for as long as is asked for, with whatever is written: a file or a folder. What gives something else than a <see cref="WeightsException"/> is
    /// left beside the tests, and the message says where.
    /// </summary>
    /// <param name="write">Writes something into a folder, and gives the path to open.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="seed">Where random numbers begin.</param>
    /// <returns>How many were loaded and refused.</returns>
    public static (long Loaded, long Refused) Run(Func<TemporaryFolder, Random, string> write, TimeSpan duration, int seed)
    {
        var random = new Random(seed);
        var (loaded, refused) = (0L, 0L);
        var watch = Stopwatch.StartNew();
        using var folder = new TemporaryFolder();
        while (watch.Elapsed < duration)
        {
            var path = write(folder, random);
            var before = Environment.CpuUsage.TotalTime;
            try
            {
                _ = Read(path) ? loaded++ : refused++;
                // The processor's time, of all threads: a machine that is busy with other things is no hang.
                var used = Environment.CpuUsage.TotalTime - before;
                Assert.True(used < MostTime * Environment.ProcessorCount, $"{used}");
            }
            catch (Exception e) when (e is not WeightsException)
            {
                var kept = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"fuzz-{seed}-{loaded + refused}"));
                foreach (var file in FilesAt(path))
                    File.Copy(file, Path.Combine(kept.FullName, Path.GetFileName(file)), overwrite: true);
                throw new InvalidOperationException($"What is kept as '{kept}' gave {e}", e);
            }
        }
        return (loaded, refused);
    }

    /// <summary>A few changes at random places; some put in a piece of another file.</summary>
    public static byte[] Change(byte[] bytes, byte[] other, Random random)
    {
        bytes = [.. bytes];
        for (var changes = random.Next(1, 6); changes > 0 && bytes.Length > 0; changes--)
        {
            var (at, count) = (random.Next(bytes.Length), random.Next(1, 33));
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] = Favourites[random.Next(Favourites.Length)];
                    break;
                case 2:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    Copy(bytes, random.Next(bytes.Length), at, count);
                    break;
                case 4:
                    bytes = bytes[..at];
                    break;
                case 5:
                    bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + count)..]];
                    break;
                default:
                    var from = random.Next(Math.Max(1, other.Length));
                    bytes = [.. bytes[..at], .. other[from..Math.Min(other.Length, from + count)], .. bytes[at..]];
                    break;
            }
        }
        return bytes;
    }

    private static bool Read(string path)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var file = WeightsFile.Open(path);
            foreach (var array in file.Arrays.Concat(file.LeftOut))
                array.FindNotFinite();
            return true;
        }
        catch (WeightsException)
        {
            return false;
        }
        finally
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostBytes + 64 * FilesAt(path).Sum(file => new FileInfo(file).Length), $"{allocated} bytes");
        }
    }

    private static IEnumerable<string> FilesAt(string path) => Directory.Exists(path) ? Directory.EnumerateFiles(path) : [path];

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
