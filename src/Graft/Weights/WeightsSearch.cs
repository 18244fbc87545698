using Graft.Engine;

namespace Graft.Weights;

/// <summary>Where weights are looked for.</summary>
public sealed record WeightsSearch
{
    /// <summary>Folders with weights files under their published names, in the order in which they are asked.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>The folder that keeps what was downloaded; it need not exist yet.</summary>
    public required string Cache { get; init; }

    /// <summary>The folder of the weights that come with Graft, beside its program.</summary>
    public string Embedded { get; init; } = Path.Combine(AppContext.BaseDirectory, "weights");

    /// <summary>Whether nothing may be downloaded.</summary>
    public bool Offline { get; init; }

    /// <summary>An address that stands in for all publishers: the file's name is put behind it.</summary>
    public Uri? Mirror { get; init; }

    /// <summary>
    /// The licences that forbid commercial use and are accepted all the same, by their identifiers as
    /// <see cref="WeightsEntry.Licence"/> has them; upper and lower case count alike. Weights under another such licence are neither
    /// downloaded nor used. It is said anew for each run: neither the environment nor a recipe nor a model accepts one.
    /// </summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<string> AcceptedLicences { get; init; } = [];

    /// <summary>
    /// What the environment says: <c>GRAFT_WEIGHTS</c> (folders, separated as in <c>PATH</c>), <c>GRAFT_CACHE</c>,
    /// <c>GRAFT_OFFLINE=1</c>, <c>GRAFT_MIRROR</c>.
    /// </summary>
    /// <param name="offline">Forbids downloads whatever the environment says.</param>
    /// <exception cref="WeightsException"><c>GRAFT_MIRROR</c> is no address.</exception>
    public static WeightsSearch FromEnvironment(bool offline = false) =>
        From(Environment.GetEnvironmentVariable, Path.Combine(CacheFolder.Path, "weights"), offline);

    internal static WeightsSearch From(Func<string, string?> variable, string cache, bool offline) => new()
    {
        Folders = (variable("GRAFT_WEIGHTS") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        Cache = cache,
        Offline = offline || variable("GRAFT_OFFLINE") is not (null or "" or "0"),
        Mirror = variable("GRAFT_MIRROR") is { Length: > 0 } mirror ? ParseMirror(mirror) : null,
    };

    /// <summary>Where a file is downloaded from; null where it is not published.</summary>
    internal Uri? AddressOf(PublishedFile file) =>
        Mirror is null || file.Url is null ? file.Url : new Uri(Mirror.AbsoluteUri.TrimEnd('/') + "/" + Uri.EscapeDataString(file.File));

    private static Uri ParseMirror(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new WeightsException($"GRAFT_MIRROR is '{text}', which is no http or https address.");
}
