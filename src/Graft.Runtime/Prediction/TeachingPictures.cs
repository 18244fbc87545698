using System.Security.Cryptography;
using Graft.Runtime.Imaging;

namespace Graft.Runtime;

/// <summary>Picture files on their way to be taught: read, decoded and brought to size, some at a time.</summary>
/// <param name="preprocessing">How pictures are prepared.</param>
/// <param name="limits">What a picture may cost.</param>
/// <param name="threads">How many threads decode; null for as many as there are processors.</param>
internal sealed class TeachingPictures(Preprocessing preprocessing, PictureLimits limits, int? threads)
{
    private const int PicturesAtOnce = 16;
    private const int MostNamed = 5;

    /// <summary>The pictures.</summary>
    /// <param name="files">What each is called, and its file's bytes.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="PictureException">Some cannot be used; thrown when all others have been given.</exception>
    public IEnumerable<TeachingBatch> Prepare(
        IEnumerable<(string Name, Func<ReadOnlyMemory<byte>> Read)> files, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount,
            CancellationToken = cancellationToken,
        };
        foreach (var some in files.Chunk(PicturesAtOnce))
        {
            var prepared = new (byte[]? Pixels, string Hash, string? Problem)[some.Length];
            Parallel.For(0, some.Length, options, i => prepared[i] = Prepare(some[i].Read));
            problems.AddRange(prepared.Index().Where(one => one.Item.Problem is not null)
                .Select(one => $"'{some[one.Index].Name}': {one.Item.Problem}"));
            var usable = prepared.Index().Where(one => one.Item.Pixels is not null).ToList();
            if (usable.Count > 0 && problems.Count == 0)
                yield return new TeachingBatch(
                    usable.SelectMany(one => one.Item.Pixels!).ToArray(),
                    [.. usable.Select(one => some[one.Index].Name)],
                    [.. usable.Select(one => one.Item.Hash)]);
        }
        if (problems.Count > 0)
            throw new PictureException(
                $"{problems.Count} pictures cannot be used, and nothing was learned: "
                + string.Join("; ", problems.Take(MostNamed)) + (problems.Count > MostNamed ? "; ..." : ""));
    }

    private (byte[]? Pixels, string Hash, string? Problem) Prepare(Func<ReadOnlyMemory<byte>> read)
    {
        try
        {
            var file = read();
            return (preprocessing.Prepare(file, limits).Pixels, Convert.ToHexStringLower(SHA256.HashData(file.Span)), null);
        }
        catch (Exception e) when (e is PictureException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return (null, "", e.Message);
        }
    }
}
