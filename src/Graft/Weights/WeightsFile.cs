using Graft.Weights.HuggingFace;
using Graft.Weights.Safetensors;

namespace Graft.Weights;

/// <summary>
/// A file of weights, open for reading. What kind it is decides its content, not its name. Opening reads and checks the
/// table of contents; numbers are read when they are asked for. Nothing in a file is ever run, followed or written to disk.
/// </summary>
public abstract class WeightsFile : IDisposable
{
    private protected WeightsFile(string path) => Path = path;

    /// <summary>Where the file is.</summary>
    public string Path { get; }

    /// <summary>The files that the weights are in: this one alone, unless it is a folder or an index.</summary>
    public virtual IReadOnlyList<string> Files => [Path];

    /// <summary>What kind of file it is, in words (<c>safetensors</c>, <c>legacy Keras .h5</c>).</summary>
    public abstract string Format { get; }

    /// <summary>All arrays in the file's own order.</summary>
    public abstract IReadOnlyList<StoredArray> Arrays { get; }

    /// <summary>
    /// Arrays that stand beside the weights and are not among <see cref="Arrays"/>, such as an optimizer's state.
    /// </summary>
    public virtual IReadOnlyList<StoredArray> LeftOut => [];

    /// <summary>
    /// What was taken off around the weights: the name under which a checkpoint keeps them (<c>state_dict</c>), and beginnings
    /// that all their names had (<c>module.</c>). From the outermost to the innermost; mostly nothing.
    /// </summary>
    public virtual IReadOnlyList<string> Unwrapped => [];

    /// <summary>What the file says about itself: free text by name.</summary>
    public abstract IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Whether the arrays come in the order of the model's layers, so that order can stand in for names.</summary>
    internal abstract bool IsInModelOrder { get; }

    /// <summary>
    /// Opens a weights file: Keras's <c>.h5</c> (legacy or <c>.weights.h5</c>) and <c>.keras</c>, PyTorch's <c>.pth</c>,
    /// safetensors, or numpy's <c>.npz</c>; also an index of several (<c>.index.json</c>) with those beside it, and a folder as the
    /// Hugging Face hub has it.
    /// </summary>
    /// <param name="path">The file, under any name, or the folder.</param>
    /// <exception cref="WeightsException">It is not there, cannot be read, is of no known kind, or is not sound.</exception>
    public static WeightsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Directory.Exists(path) ? HubFolder.Read(path) : Open(FileBytes.Open(path));
    }

    /// <summary>Opens a weights file that lies inside another file as it is, such as a bundle.</summary>
    /// <param name="path">The file around it.</param>
    /// <param name="start">The place of its first byte.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <exception cref="WeightsException">It is not there, cannot be read, is of no known kind, or breaks a rule of its format.</exception>
    public static WeightsFile Open(string path, long start, long length)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return Open(FileBytes.Open(path, start, length));
    }

    /// <summary>
    /// Writes the weights (<see cref="Arrays"/>) as safetensors: whole or not at all, their numbers as they are. One array at a
    /// time is held in memory, or less.
    /// </summary>
    /// <param name="path">Where the file shall be; its folder must exist.</param>
    /// <param name="overwrite">Whether a file that is there already may be replaced.</param>
    /// <param name="cancellationToken">Stops it; nothing is left behind then.</param>
    /// <exception cref="WeightsException">
    /// It cannot be written, is there already and may not be replaced, or what is read is not as this file promises.
    /// </exception>
    public void SaveSafetensors(string path, bool overwrite = false, CancellationToken cancellationToken = default) =>
        SafetensorsConversion.Of(this, cancellationToken).Save(path, overwrite);

    private static WeightsFile Open(FileBytes file)
    {
        try
        {
            return WeightsFormat.Open(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Closes the file. Its arrays cannot be read afterwards.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what the file holds open.</summary>
    protected abstract void Dispose(bool disposing);
}
