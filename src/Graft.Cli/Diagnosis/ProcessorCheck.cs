using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Graft.Cli.Diagnosis;

/// <summary>Looks at the processor: the system's own list on Linux, what the runtime can tell elsewhere.</summary>
internal static class ProcessorCheck
{
    private static readonly string[] Relevant =
    [
        "sse4_2", "avx", "avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512vl", "avx_vnni", "avx512_vnni", "avx512_bf16",
        "avx512_fp16", "amx_tile", "amx_int8", "amx_bf16", "asimd", "asimdhp", "asimddp", "bf16", "i8mm", "sve", "sve2",
    ];

    public static ProcessorReport Run()
    {
        var listed = ReadList("/proc/cpuinfo");
        var instructions = First(listed, "flags", "Features") is { } flags
            ? Relevant.Intersect(flags.Split(' ')).ToList()
            : OfRuntime();
        var name = First(listed, "model name", "Hardware", "Model")
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
        var installed = listed.Count(line => line.Key == "processor");
        return new(
            name, RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            Math.Max(installed, Environment.ProcessorCount), Environment.ProcessorCount, instructions);
    }

    private static List<KeyValuePair<string, string>> ReadList(string file)
    {
        if (!File.Exists(file))
            return [];
        return [.. File.ReadLines(file)
            .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .Where(parts => parts.Length == 2)
            .Select(parts => KeyValuePair.Create(parts[0], parts[1]))];
    }

    private static string? First(List<KeyValuePair<string, string>> listed, params string[] names) =>
        listed.Where(line => names.Contains(line.Key)).Select(line => line.Value).FirstOrDefault();

    private static List<string> OfRuntime()
    {
        (string name, bool has)[] sets =
        [
            ("sse4_2", Sse42.IsSupported), ("avx", Avx.IsSupported), ("avx2", Avx2.IsSupported), ("fma", Fma.IsSupported),
            ("avx512f", Avx512F.IsSupported), ("avx512bw", Avx512BW.IsSupported), ("asimd", AdvSimd.IsSupported),
            ("asimddp", Dp.IsSupported),
        ];
        return [.. sets.Where(set => set.has).Select(set => set.name)];
    }
}
