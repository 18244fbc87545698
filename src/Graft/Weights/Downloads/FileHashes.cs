using System.Security.Cryptography;
using Graft.Runtime.Bundles;

namespace Graft.Weights.Downloads;

/// <summary>The hashes of a file: SHA-256, which Graft relies on, and MD5, which some publishers state.</summary>
internal sealed class FileHashes : IDisposable
{
    private const int BufferSize = 1 << 18;
    private const int FewestDigits = 8;

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

    /// <summary>The hash of all that was added.</summary>
    public string Value(string algorithm)
    {
        var hash = NameOf(algorithm) == HashAlgorithmName.SHA256 ? sha256 : md5;
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>Whether all that was added has a hash.</summary>
    public bool Equal(ContentHash expected) => Equal(Value(expected.Algorithm), expected);

    /// <summary>
    /// Whether a value in hexadecimal digits is the expected one, or begins with it: torchvision states the first digits alone.
    /// </summary>
    public static bool Equal(string value, ContentHash expected) =>
        expected.Value.Length >= FewestDigits && value.StartsWith(expected.Value, StringComparison.OrdinalIgnoreCase);

    /// <summary>The hash of a whole file.</summary>
    public static async Task<string> OfAsync(string path, string algorithm, CancellationToken cancellationToken)
    {
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, useAsync: true);
            await using (stream.ConfigureAwait(false))
            {
                var hash = await CryptographicOperations.HashDataAsync(NameOf(algorithm), stream, cancellationToken)
                    .ConfigureAwait(false);
                return Convert.ToHexStringLower(hash);
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

    private static HashAlgorithmName NameOf(string algorithm) => algorithm switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "md5" => HashAlgorithmName.MD5,
        _ => throw new WeightsException($"Hashes of the kind '{algorithm}' cannot be checked; sha256 and md5 can."),
    };
}
