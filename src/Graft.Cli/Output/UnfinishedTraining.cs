namespace Graft.Cli.Output;

/// <summary>What is kept beside a model that is not finished, and how to go on with it.</summary>
internal static class UnfinishedTraining
{
    /// <summary>The folder in which the state of the training lies.</summary>
    public static string FolderOf(string model) => model + ".checkpoint";

    /// <summary>Says how to go on with a training that was stopped, where something was kept of it.</summary>
    public static void Tell(Terminal terminal, string model)
    {
        if (!Directory.Exists(FolderOf(model)))
            return;
        var replacing = File.Exists(model) ? " --force" : "";
        terminal.Message($"The same command with --resume{replacing} goes on; what it needs is in '{FolderOf(model)}'.");
    }
}
