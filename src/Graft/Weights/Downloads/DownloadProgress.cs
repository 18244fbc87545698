namespace Graft.Weights.Downloads;

/// <summary>How far a download is.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Bytes">The bytes that have arrived, those of earlier tries included.</param>
/// <param name="Total">The bytes of the whole file; null where the server does not say.</param>
public readonly record struct DownloadProgress(string File, long Bytes, long? Total);
