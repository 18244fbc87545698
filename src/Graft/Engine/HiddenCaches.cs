using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Graft.Engine;

/// <summary>
/// Some virtual machines hide how large an AMD processor's caches are (leaf 0x8000001D of CPUID is all zeros), and oneDNN, which
/// libtorch computes with, then takes each of them for one byte: it divides its work badly, and on some convolutions (1x1, 1024
/// channels) it divides by zero, which ends the process. Older leaves still tell the sizes, so they are written to where oneDNN keeps
/// them.
/// </summary>
internal static unsafe class HiddenCaches
{
    private const int TopologyLeaf = unchecked((int)0x8000001D);
    private const int FirstLevelLeaf = unchecked((int)0x80000005);
    private const int SecondLevelLeaf = unchecked((int)0x80000006);
    private const string Library = "/libtorch_cpu.so";
    private const string LoggingLibrary = "libc10.so";
    private const string LogLevel = "FLAGS_caffe2_log_level";
    private const int OnlyErrors = 2;

    // What oneDNN itself assumes for a core's part of the last cache where it knows nothing.
    private const int ThirdLevelSize = 1 << 20;

    // Its record of the caches: ten sizes, by how many cores each is shared, and how many levels there are.
    private const int Levels = 3;
    private const int MostLevels = 10;
    private const int RecordLength = 2 * MostLevels + 1;

    private static readonly Lazy<bool> told = new(() => AreHidden && Tell());

    /// <summary>Whether this machine hides them.</summary>
    public static bool AreHidden { get; } = OperatingSystem.IsLinux() && X86Base.IsSupported && IsAmd()
        && X86Base.CpuId(TopologyLeaf, 0) is (0, 0, 0, 0);

    /// <summary>Tells oneDNN, once, where they are hidden.</summary>
    /// <returns>Whether there was something to tell.</returns>
    public static bool Reveal() => told.Value;

    private static bool IsAmd() => X86Base.CpuId(0, 0) is (_, 0x68747541, 0x444d4163, 0x69746e65);

    private static bool Tell()
    {
        LetOneDnnLook();
        LogErrorsOnly();
        foreach (var (start, end) in WritableMemory())
            for (var place = (int*)start; place + RecordLength <= (int*)end; place++)
                if (IsRecord(new ReadOnlySpan<int>(place, RecordLength)))
                {
                    place[0] = (int)((uint)X86Base.CpuId(FirstLevelLeaf, 0).Ecx >> 24) << 10;
                    place[1] = (int)((uint)X86Base.CpuId(SecondLevelLeaf, 0).Ecx >> 16) << 10;
                    place[2] = ThirdLevelSize;
                    return true;
                }
        return false;
    }

    // It looks at the processor when it is used for the first time, which libtorch does for no single small picture.
    private static void LetOneDnnLook()
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        functional.conv2d(zeros(2, 3, 8, 8), zeros(16, 3, 3, 3));
    }

    // NNPACK wants to know the caches too, and at every small convolution libtorch warns that it cannot be used. The variable of the
    // environment for this is read in Python only; the name is found because the library is loaded.
    private static void LogErrorsOnly()
    {
        if (NativeLibrary.TryLoad(LoggingLibrary, out var library) && NativeLibrary.TryGetExport(library, LogLevel, out var level))
            *(int*)level = Math.Max(OnlyErrors, *(int*)level);
    }

    private static bool IsRecord(ReadOnlySpan<int> numbers) =>
        numbers[..Levels].IndexOfAnyExcept(1) < 0 && numbers[Levels..MostLevels].IndexOfAnyExcept(0) < 0
        && numbers[MostLevels..(MostLevels + Levels)].IndexOfAnyExceptInRange(1, 1 << 12) < 0
        && numbers[(MostLevels + Levels)..^1].IndexOfAnyExcept(0) < 0 && numbers[^1] == Levels;

    // The library's variables: what its file brings, and right behind it what begins as zeros.
    private static IEnumerable<(nint Start, nint End)> WritableMemory()
    {
        nint behind = 0;
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var range = fields[0].Split('-');
            var (start, end) = (Address(range[0]), Address(range[1]));
            var isFile = fields.Length > 5 && line.EndsWith(Library, StringComparison.Ordinal);
            if (fields[1].StartsWith("rw", StringComparison.Ordinal) && (isFile || (fields.Length == 5 && start == behind)))
                yield return (start, end);
            behind = isFile ? end : 0;
        }
    }

    private static nint Address(string text) => nint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
