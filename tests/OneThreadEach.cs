using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Graft.Testing;

/// <summary>
/// libtorch computes with one thread in a test, and in the programs that it starts, where the test asks for no other number: tests and
/// test programs run side by side, and threads of one computation that wait for each other in loops take the processors from the others'
/// (Graft.Tests beside another program on two cores: 14 minutes with two threads each, 7 with one).
/// </summary>
internal static class OneThreadEach
{
    private const string Variable = "OMP_NUM_THREADS";

    [ModuleInitializer]
    internal static void Set()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not null)
            return;
        // For programs that are started; and for this one, whose native libraries do not see what .NET sets.
        Environment.SetEnvironmentVariable(Variable, "1");
        if (!OperatingSystem.IsWindows())
            _ = SetEnvironmentVariable(Variable, "1", overwrite: 0);
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int SetEnvironmentVariable(string name, string value, int overwrite);
}
