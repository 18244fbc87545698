namespace Graft.Cli.Demonstrations;

/// <summary>What a person may try after a demonstration.</summary>
internal static class NextCommands
{
    /// <summary>Whole commands, each with what it does behind it.</summary>
    public static IReadOnlyList<string> After(Demonstrated result)
    {
        var folder = result.Folder;
        var picture = Path.Combine(folder.Pictures, "test", result.Transfer.Training.Classes[0]);
        (string Command, string What)[] commands =
        [
            ($"graft predict {folder.Transfer} {picture}", "what the model says of pictures"),
            ($"graft evaluate {folder.Transfer} {folder.Pictures}", "how good it is"),
            ($"graft train PICTURES --backbone {Demonstration.Backbone} -o mine.graft", "a model of your own pictures"),
        ];
        var width = commands.Max(command => command.Command.Length);
        return [.. commands.Select(command => $"{command.Command.PadRight(width)}  # {command.What}")];
    }
}
