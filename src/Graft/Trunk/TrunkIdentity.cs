using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Trunk;

/// <summary>
/// All that a trunk's features depend on beside the picture: two trunks with the same identity give the same bits. Names of layers
/// and of files are no part of it.
/// </summary>
public sealed record TrunkIdentity
{
    private TrunkIdentity(Precision precision, string hash) => (Precision, Hash) = (precision, hash);

    /// <summary>What it computes in.</summary>
    public Precision Precision { get; }

    /// <summary>64 hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>Works it out; reads every weight once.</summary>
    /// <param name="operations">What the trunk computes.</param>
    /// <param name="precision">What it computes in.</param>
    /// <param name="batchSize">Samples run at once: kernels may depend on it.</param>
    /// <param name="more">What else its numbers depend on, such as the ranges of a calibration; empty for nothing.</param>
    public static TrunkIdentity Of(OperationGraph operations, Precision precision, int batchSize, string more = "")
    {
        ArgumentNullException.ThrowIfNull(operations);
        ArgumentNullException.ThrowIfNull(more);
        var text = string.Create(CultureInfo.InvariantCulture, $"{precision} {batchSize} {Kernels()}\n{more}\n")
            + OperationText.Of(operations);
        return new(precision, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    /// <summary>The same computation by another engine, in 32-bit floating point.</summary>
    /// <param name="engine">Its name and version, and what else its numbers depend on.</param>
    internal TrunkIdentity By(string engine) =>
        new(Precision.Fp32, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Hash}\n{engine}"))));

    // Which kernels libtorch takes, in how many parts they add up, and the very code that calls them.
    private static string Kernels()
    {
        var width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{typeof(Tensor).Assembly.GetName().Version} {RuntimeInformation.ProcessArchitecture} {width} {Threads.Count} "
            + $"{typeof(TrunkIdentity).Module.ModuleVersionId}");
    }
}
