using System.Globalization;
using System.Runtime.InteropServices;

namespace Graft.Bench.Reports;

/// <summary>Where and when was measured.</summary>
/// <param name="Processor">Its name.</param>
/// <param name="Cores">Logical processors that this process may use.</param>
/// <param name="Instructions">The instruction sets that matter to the kernels.</param>
/// <param name="System">The operating system and .NET.</param>
/// <param name="Date">When.</param>
internal sealed record Machine(string Processor, int Cores, string Instructions, string System, DateTimeOffset Date)
{
    private static readonly string[] Relevant =
        ["avx2", "avx512f", "avx512_bf16", "avx512_vnni", "amx_bf16", "amx_int8", "asimd", "bf16", "i8mm"];

    /// <summary>A part of a file's name: processor and cores, letters and digits only.</summary>
    public string ShortName => string.Join('-', $"{Processor} {Cores} cores".ToLowerInvariant()
        .Split([.. Processor.Where(c => !char.IsAsciiLetterOrDigit(c)), ' '], StringSplitOptions.RemoveEmptyEntries));

    public static Machine Describe(DateTimeOffset now)
    {
        var lines = File.Exists("/proc/cpuinfo") ? File.ReadAllLines("/proc/cpuinfo") : [];
        var processor = Value(lines, "model name")
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? RuntimeInformation.ProcessArchitecture.ToString();
        var flags = (Value(lines, "flags") ?? Value(lines, "Features") ?? "").Split(' ');
        return new Machine(
            processor, Environment.ProcessorCount, string.Join(' ', Relevant.Intersect(flags)),
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}", now);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Processor}, {Cores} logical processors ({Instructions}); {System}; {Date:yyyy-MM-dd}");

    private static string? Value(string[] lines, string key) => lines
        .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
        .Where(parts => parts.Length == 2 && parts[0] == key)
        .Select(parts => parts[1])
        .FirstOrDefault();
}
