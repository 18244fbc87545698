using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Graft.Engine;

/// <summary>
/// Loads TorchSharp's native library where the plain load fails: its Linux build names a version of libstdc++ that
/// Debian 12, Ubuntu 22.04 and RHEL 9 lack, though it uses nothing of it.
/// </summary>
internal static class NativeLibraries
{
    private const string TorchSharpLibrary = "LibTorchSharp";
    private const string UnusedVersion = "GLIBCXX_3.4.32";
    private const string ShortWait = "10000";

    // Loaded first and by full path, so that the copy, which lies in another folder, finds them by their name.
    private static readonly string[] Dependencies = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    private static readonly Lock Gate = new();
    private static IntPtr handle;

    // A handler of the last resort costs nothing until a library is missing, and reaches users who touch TorchSharp themselves.
#pragma warning disable CA2255 // the one thing that must happen before anybody's first use of TorchSharp
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register()
    {
        if (!OperatingSystem.IsLinux())
            return;
        SetUpThreads();
        NativeMemory.Keep();
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
    }

    // OpenMP counts the machine's processors and knows no container's limit, which .NET does; and its threads wait for their next
    // piece of work in a long loop, which takes the processor from the threads that decode pictures (and from everybody else:
    // 1,260 small steps took 12 to 18 s on a busy machine with two cores, 0.6 to 2 s asleep). Asleep at once, they have to be
    // woken for every layer; a short loop is long enough from one layer to the next (MobileNet v1, one picture at a time, bf16:
    // 172 to 222 pictures a second). The runtime reads both when it is loaded, from the environment that .NET's own call does not
    // reach. What the user has set stays.
    private static void SetUpThreads()
    {
        try
        {
            var processors = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);
            _ = SetEnvironmentVariable("OMP_NUM_THREADS", processors, overwrite: 0);
            if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
                _ = SetEnvironmentVariable("GOMP_SPINCOUNT", ShortWait, overwrite: 0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library than expected: slower on a busy machine, and still right.
        }
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int SetEnvironmentVariable(string name, string value, int overwrite);

    private static IntPtr Resolve(Assembly assembly, string name)
    {
        if (name != TorchSharpLibrary)
            return IntPtr.Zero;
        lock (Gate)
        {
            if (handle == IntPtr.Zero && Find("lib" + TorchSharpLibrary + ".so") is { } original)
                handle = LoadRelaxed(original);
            return handle;
        }
    }

    private static IntPtr LoadRelaxed(string original)
    {
        if (RelaxedCopy(original) is not { } copy)
            return IntPtr.Zero;
        foreach (var dependency in Dependencies)
            if (Find(dependency) is not { } path || !NativeLibrary.TryLoad(path, out _))
                return IntPtr.Zero;
        return NativeLibrary.TryLoad(copy, out var loaded) ? loaded : IntPtr.Zero;
    }

    private static string? RelaxedCopy(string original)
    {
        var source = new FileInfo(original);
        var name = $"LibTorchSharp-{source.Length}-{source.LastWriteTimeUtc.Ticks:x}.so";
        string[] places =
        [
            Path.Combine(CacheFolder.Path, "native"), Path.Combine(Path.GetTempPath(), "graft-" + Environment.UserName),
        ];
        foreach (var folder in places)
        {
            var copy = Path.Combine(folder, name);
            if (File.Exists(copy))
                return copy;
            try
            {
                Directory.CreateDirectory(folder);
                var image = File.ReadAllBytes(original);
                if (!ElfVersions.MakeWeak(image, UnusedVersion))
                    return null;
                var temporary = copy + "." + Environment.ProcessId;
                File.WriteAllBytes(temporary, image);
                File.Move(temporary, copy, overwrite: true);
                return copy;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A cache that cannot be written to is no reason to fail: the next folder is tried.
            }
        }
        return null;
    }

    private static string? Find(string file)
    {
        var folders = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Append(AppContext.BaseDirectory).Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }
}
