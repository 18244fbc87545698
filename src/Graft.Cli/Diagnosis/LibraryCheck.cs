using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;

namespace Graft.Cli.Diagnosis;

/// <summary>Loads each native library and lets it do something small: only that tells whether it works on this machine.</summary>
internal static class LibraryCheck
{
    public static IReadOnlyList<LibraryReport> Run() =>
    [
        Try("libtorch", "trains", () =>
        {
            // Graft brings what TorchSharp needs to load, and must come first.
            RuntimeHelpers.RunModuleConstructor(typeof(Engine.CacheFolder).Module.ModuleHandle);
            using var scope = torch.NewDisposeScope();
            var sum = torch.ones(2, 2).sum().item<float>();
            return sum == 4
                ? Version.Parse(torch.__version__).ToString(3)
                : throw new InvalidOperationException($"1 + 1 + 1 + 1 gave {sum.ToString(CultureInfo.InvariantCulture)}");
        }),
        Try("ONNX Runtime", "predicts", () => OrtEnv.Instance().GetVersionString()),
        Try("libvips", "decodes pictures", () =>
            string.Join('.', Enumerable.Range(0, 3).Select(part => NetVips.NetVips.Version(part)))),
    ];

    private static LibraryReport Try(string name, string purpose, Func<string> version)
    {
        try
        {
            return new(name, purpose, version(), null);
        }
#pragma warning disable CA1031 // whatever a broken library throws is what is to be reported
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return new(name, purpose, null, failure.GetBaseException().Message.Split('\n', 2)[0].TrimEnd());
        }
    }
}
