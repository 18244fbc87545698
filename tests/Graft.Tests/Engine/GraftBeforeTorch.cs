using System.Runtime.CompilerServices;
using Graft.Engine;

namespace Graft.Tests.Engine;

/// <summary>Some tests touch TorchSharp before anything of Graft, which sets libtorch right on some machines first.</summary>
internal static class GraftBeforeTorch
{
    [ModuleInitializer]
    internal static void Load() => HiddenCaches.Reveal();
}
