using System.Runtime.CompilerServices;

/// <summary>
/// Graft's errors say what happened and what to do. The program ends with that message alone, so that its own lines need no
/// try and catch.
/// </summary>
internal static class OneMessage
{
    [ModuleInitializer]
    internal static void EndWithIt() => AppDomain.CurrentDomain.UnhandledException += (_, error) =>
    {
        Console.Error.WriteLine(((Exception)error.ExceptionObject).Message);
        Environment.Exit(1);
    };
}
