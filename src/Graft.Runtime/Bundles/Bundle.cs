namespace Graft.Runtime.Bundles;

/// <summary>
/// A finished model and all that is needed to use it rightly, in one file <c>NAME.graft</c>: a zip of the parts in
/// <see cref="BundleParts"/>, or the folder it was unpacked to. Holds no file open.
/// </summary>
public sealed class Bundle
{
    private readonly BundleSource source;

    private Bundle(string path, BundleSource source, BundleConfiguration configuration) =>
        (Path, this.source, Configuration) = (path, source, configuration);

    /// <summary>The path that it was opened with.</summary>
    public string Path { get; }

    /// <summary>What the model is and how it is used.</summary>
    public BundleConfiguration Configuration { get; }

    /// <summary>
    /// Opens a bundle and checks that it is one: all parts there, none longer than allowed, a configuration that this
    /// version reads.
    /// The other parts are checked against their checksums when they are read.
    /// </summary>
    /// <param name="path">A <c>.graft</c> file, or a folder that one was unpacked to.</param>
    /// <param name="limits">What the parts may cost; <see cref="BundleLimits.Default"/> if null.</param>
    /// <exception cref="BundleException">
    /// There is nothing at the path, it is no bundle, it is damaged, or it is from a newer version.
    /// </exception>
    public static Bundle Open(string path, BundleLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        limits ??= BundleLimits.Default;
        var source = BundleSource.At(path, limits);
        if (Problem(source, limits) is { } problem)
            throw BundleException.Unreadable(path, problem);
        var json = ReadAll(path, source, BundleParts.Configuration);
        return new Bundle(path, source, ConfigurationFile.Read(path, json));
    }

    /// <summary>Whether there is a part: one of <see cref="BundleParts.Optional"/> may be missing.</summary>
    /// <param name="part">A name of <see cref="BundleParts"/>.</param>
    public bool Has(string part) => source.Files.ContainsKey(part);

    /// <summary>Whether it holds adapters alone, so that the published network must be at hand to use it.</summary>
    public bool HoldsAdaptersOnly => Has(BundleParts.Adapters);

    /// <summary>The length of a part in bytes.</summary>
    /// <param name="part">A name of <see cref="BundleParts"/>.</param>
    /// <exception cref="ArgumentException">There is no part of that name.</exception>
    /// <exception cref="BundleException">The bundle holds adapters alone, and the part is one of a whole model.</exception>
    public long LengthOf(string part)
    {
        if (source.Files.TryGetValue(part, out var length))
            return length;
        if (HoldsAdaptersOnly && part is BundleParts.Onnx or BundleParts.Weights)
            throw new BundleException(
                $"'{Path}' holds adapters alone, without the network '{Configuration.Backbone?.Name}' that they are for. Graft puts the two "
                + "together where it finds the network's weights ('graft predict', 'graft export', Model.Load); Graft.Runtime cannot.");
        throw new ArgumentException($"A bundle has no part '{part}'.", nameof(part));
    }

    /// <summary>Reads a part and checks it.</summary>
    /// <param name="part">A name of <see cref="BundleParts"/>.</param>
    /// <exception cref="ArgumentException">There is no part of that name.</exception>
    /// <exception cref="BundleException">
    /// The part is damaged, has changed since the bundle was opened, or is larger than an array can be.
    /// </exception>
    public byte[] ReadPart(string part)
    {
        LengthOf(part);
        return ReadAll(Path, source, part);
    }

    /// <summary>
    /// Opens a part for reading from beginning to end; the caller closes it. In an archive, the read that reaches the end
    /// throws a
    /// <see cref="BundleException"/> where the part's checksum does not fit.
    /// </summary>
    /// <param name="part">A name of <see cref="BundleParts"/>.</param>
    /// <exception cref="ArgumentException">There is no part of that name.</exception>
    /// <exception cref="BundleException">The part cannot be read, or has changed since the bundle was opened.</exception>
    public Stream OpenPart(string part)
    {
        LengthOf(part);
        return source.Open(part);
    }

    /// <summary>
    /// Says where a part's bytes lie, after they have been checked: the parts are stored as they are, so a reader of that
    /// format can read them in place.
    /// </summary>
    /// <param name="part">A name of <see cref="BundleParts"/>.</param>
    /// <exception cref="ArgumentException">There is no part of that name.</exception>
    /// <exception cref="BundleException">The part is damaged, or has changed since the bundle was opened.</exception>
    public PartLocation Locate(string part)
    {
        LengthOf(part);
        return source.Locate(part);
    }

    private static string? Problem(BundleSource source, BundleLimits limits)
    {
        var needed = source.Files.ContainsKey(BundleParts.Adapters) ? BundleParts.OfAdapters : BundleParts.All;
        var missing = needed.Where(part => !source.Files.ContainsKey(part)).ToList();
        if (missing.Count > 0)
            return $"it is no bundle: {string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} missing.";
        var large = BundleParts.All.Concat(BundleParts.Optional)
            .Where(part => source.Files.GetValueOrDefault(part) > limits.MaximumBytes(part))
            .Select(part => $"its {part} has {source.Files[part]} bytes and {limits.MaximumBytes(part)} are allowed").ToList();
        return large.Count > 0 ? string.Join("; ", large) + "." : null;
    }

    private static byte[] ReadAll(string path, BundleSource source, string part)
    {
        var length = source.Files[part];
        if (length > Array.MaxLength)
            throw BundleException.Unreadable(path, $"its {part} has {length} bytes, more than can be read at once.");
        using var stream = source.Open(part);
        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (IOException e)
        {
            throw BundleException.Unreadable(path, $"its {part} cannot be read: {e.Message}", e);
        }
        return bytes;
    }
}
