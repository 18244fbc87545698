using Graft.Weights.Downloads;

namespace Graft.Cli.Output;

/// <summary>Shows a download, if there is one at all.</summary>
internal sealed class DownloadStage(ProgressBoard board) : IProgress<DownloadProgress>, IDisposable
{
    private ProgressStage? stage;

    public void Report(DownloadProgress value)
    {
        stage ??= board.Begin("Downloading " + value.File, "bytes", value.Total ?? 0);
        stage.Report(value.Bytes, value.Total is null ? Bytes.Of(value.Bytes) : null);
    }

    public void Dispose() => stage?.Dispose();
}
