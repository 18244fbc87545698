using System.Security.Cryptography;
using Graft.Runtime.Bundles;

namespace Graft.Weights.Downloads;

/// <summary>The hashes of a file: SHA-256, which Graft relies on, and MD5, which some publishers state.</summary>
internal sealed class FileHashes : IDisposable
{
    private const int BufferSize = 1 << 18;

    private readonly IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        sha256.AppendData(bytes);
        md5.AppendData(bytes);
    }

    /// <summary>Adds the rest of a stream.</summary>
    public async Task AddAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count && count > 0)
            Add(buffer.AsSpan(0, count));
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        sha256.GetHashAndReset();
        md5.GetHashAndReset();
    }

    public Result Current => new(Convert.ToHexStringLower(sha256.GetCurrentHash()), Convert.ToHexStringLower(md5.GetCurrentHash()));

    /// <summary>The hashes of a whole file.</summary>
    public static async Task<Result> OfAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
            await using (stream.ConfigureAwait(false))
            {
                using var hashes = new FileHashes();
                await hashes.AddAsync(stream, cancellationToken).ConfigureAwait(false);
                return hashes.Current;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException($"The weights file '{path}' cannot be read: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        sha256.Dispose();
        md5.Dispose();
    }

    /// <summary>The hashes in lower-case hexadecimal digits.</summary>
    public sealed record Result(string Sha256, string Md5)
    {
        public string Value(string algorithm) => algorithm switch
        {
            "sha256" => Sha256,
            "md5" => Md5,
            _ => throw new WeightsException($"Hashes of the kind '{algorithm}' cannot be checked; sha256 and md5 can."),
        };

        public bool Equal(ContentHash expected) => Value(expected.Algorithm).Equals(expected.Value, StringComparison.OrdinalIgnoreCase);
    }
}
