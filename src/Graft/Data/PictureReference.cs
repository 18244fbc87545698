using Graft.Runtime.Imaging;

namespace Graft.Data;

/// <summary>
/// A picture that can be read, wherever it lies: in a folder, in an archive, or in a place of the caller's own.
/// </summary>
public abstract class PictureReference
{
    /// <summary>Names the picture.</summary>
    /// <param name="name">What the picture is called in messages and results.</param>
    protected PictureReference(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
    }

    /// <summary>What the picture is called in messages and results.</summary>
    public string Name { get; }

    /// <summary>Reads the whole picture file, undecoded. Safe to call from several threads.</summary>
    /// <param name="maximumBytes">The largest file that is read.</param>
    /// <exception cref="PictureException">The picture is missing, larger than the limit, or cannot be read.</exception>
    public abstract byte[] Read(long maximumBytes);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
