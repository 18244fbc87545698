using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Graft.Engine;

/// <summary>Which instructions that matter to networks this processor has.</summary>
public static class Processor
{
    private const int StructuredFeatures = 7;

    /// <summary>Whether it multiplies bfloat16 numbers (AVX512-BF16), so that a network is faster in them.</summary>
    public static bool HasBFloat16 => Avx512F.IsSupported && Bit(Features(1).Eax, 5);

    /// <summary>Whether it multiplies and sums bytes in one instruction (VNNI), exactly.</summary>
    public static bool HasInt8 => (Avx512F.IsSupported && Bit(Features(0).Ecx, 11)) || (Avx2.IsSupported && Bit(Features(1).Eax, 4));

    /// <summary>Whether libtorch computes with oneDNN here: it is built with it for x64 processors.</summary>
    public static bool HasOneDnn =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 && !OperatingSystem.IsMacOS();

    private static (int Eax, int Ecx) Features(int part)
    {
        var (eax, _, ecx, _) = X86Base.CpuId(StructuredFeatures, part);
        return (eax, ecx);
    }

    private static bool Bit(int register, int bit) => (register >> bit & 1) != 0;
}
