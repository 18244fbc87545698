namespace Graft.Testing;

/// <summary>An empty folder for one test, removed with all that is in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>The folder's full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("graft-test-").FullName;

    /// <summary>The full path of a file in the folder, which need not exist.</summary>
    public string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Puts a file into the folder and gives its full path.</summary>
    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        var path = File(name);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
