using Graft.Weights;

namespace Graft.Training.Checkpoints;

/// <summary>
/// A folder of checkpoints. Each has a name and lies there twice: as it was written last, and as it was written before, for the case
/// that the last one cannot be read.
/// </summary>
/// <param name="path">The folder; it is made when something is written.</param>
internal sealed class CheckpointFolder(string path)
{
    private const string Extension = ".safetensors";
    private const string Before = ".before" + Extension;

    /// <summary>The folder.</summary>
    public string Path => path;

    /// <summary>Writes a checkpoint; the one that is there is kept until the next time.</summary>
    /// <exception cref="WeightsException">It cannot be written.</exception>
    /// <exception cref="IOException">Likewise.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Write(string name, TrainingState state)
    {
        Directory.CreateDirectory(path);
        if (File.Exists(Last(name)))
            File.Move(Last(name), Previous(name), overwrite: true);
        CheckpointFile.Write(Last(name), state);
    }

    /// <summary>Reads the last checkpoint that is whole; null where there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="problem">What is wrong with one that was passed over; null: nothing.</param>
    public TrainingState? Read(string name, out string? problem)
    {
        problem = null;
        foreach (var file in (string[])[Last(name), Previous(name)])
            try
            {
                if (File.Exists(file))
                    return CheckpointFile.Read(file);
            }
            catch (Exception e) when (e is WeightsException or IOException or UnauthorizedAccessException)
            {
                problem ??= e.Message;
            }
        return null;
    }

    /// <summary>Whether a checkpoint lies there twice.</summary>
    public bool HasBoth(string name) => File.Exists(Last(name)) && File.Exists(Previous(name));

    /// <summary>Removes a checkpoint, if there is one.</summary>
    public void Remove(string name)
    {
        foreach (var file in (string[])[Last(name), Previous(name)])
            Delete(file);
    }

    /// <summary>Removes all checkpoints, what a killed process left half written, and the folder, unless something else is in it.</summary>
    public void Clear()
    {
        if (!Directory.Exists(path))
            return;
        foreach (var file in Directory.GetFiles(path))
            if (System.IO.Path.GetFileName(file).Contains(Extension, StringComparison.Ordinal))
                Delete(file);
        try
        {
            if (!Directory.EnumerateFileSystemEntries(path).Any())
                Directory.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is in nobody's way.
        }
    }

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Where it is not writable, a later run says so.
        }
    }

    private string Last(string name) => System.IO.Path.Combine(path, name + Extension);

    private string Previous(string name) => System.IO.Path.Combine(path, name + Before);
}
