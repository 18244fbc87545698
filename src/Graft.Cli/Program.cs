using Graft.Cli.Output;

namespace Graft.Cli;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        var terminal = Terminal.OfThisProcess();
        using var interruption = new Interruption(terminal);
        return await Dispatcher.RunAsync(arguments, terminal, interruption.Token);
    }
}
