namespace Graft.Weights.Hdf5;

/// <summary>
/// The bytes of an HDF5 file by the addresses that it uses itself. Every read is checked against the file's length before
/// memory is taken for it, so that no size in a file is believed.
/// </summary>
internal sealed class Hdf5Source(FileBytes file, long start)
{
    /// <summary>What stands in the place of an address where there is none.</summary>
    public const long NoAddress = -1;

    /// <summary>How many bytes can be addressed.</summary>
    public long Length { get; } = file.Length - start;

    /// <summary>The bytes of a structure, to be read from their first to their last.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="count">How many bytes it has.</param>
    /// <param name="what">What it is, for messages.</param>
    public Hdf5Cursor Read(long address, long count, string what)
    {
        Check(address, count, what);
        if (count > Array.MaxLength)
            throw Broken($"{what} of {count} bytes is too large.");
        var bytes = new byte[count];
        file.Read(start + address, bytes);
        return new Hdf5Cursor(this, bytes, what);
    }

    /// <summary>Fills a destination with an array's bytes.</summary>
    public void Read(long address, Span<byte> destination, string what)
    {
        Check(address, destination.Length, what);
        file.Read(start + address, destination);
    }

    /// <summary>Refuses bytes that reach beyond the file's end.</summary>
    public void Check(long address, long count, string what)
    {
        if (address < 0 || count < 0 || address > Length - count)
            throw Broken($"{what} ({count} bytes at address {address}) reaches beyond the file's {Length} bytes.");
    }

    /// <summary>The error of a file that contradicts itself or the format.</summary>
    public WeightsException Broken(string what) => new($"'{file.Path}' is no sound HDF5 file: {what}");

    /// <summary>The error of a file that may be sound but asks for what weights files have no need of.</summary>
    public WeightsException Refused(string what) => new($"'{file.Path}' is refused: {what}");
}
