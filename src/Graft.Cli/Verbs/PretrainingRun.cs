using System.CommandLine;
using System.Globalization;
using Graft.Backbones;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Cli.Results;
using Graft.Pretraining;
using Graft.Trunk.Features;

namespace Graft.Cli.Verbs;

/// <summary>Runs a pre-training at the terminal.</summary>
internal static class PretrainingRun
{
    // They say how it is run and change no weight, so that a training that goes on makes the same file.
    private static readonly string[] NoChoices = ["--resume", "--force", "--json", "--verbose"];

    /// <summary>What was typed, for the file to say what made it; of paths their last names, as the file may be passed on.</summary>
    public static string Command(ParseResult given) => string.Join(' ', given.Tokens
        .Select(token => token.Value).Where(word => !NoChoices.Contains(word))
        .Select(word => Path.Exists(word) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(word)) : word)
        .Select(ShellWord.Of).Prepend("graft"));

    public static async Task<int> Of(
        ParseResult given, Terminal terminal, PretrainingOptions options, bool json, Func<PretrainingSettings, PretrainingResult> run,
        CancellationToken stop)
    {
        var path = given.GetRequiredValue(options.Output);
        if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--output is '{path}'; weights are written as .safetensors.");
        OutputPath.Check(path, given.GetValue(options.Force));
        var result = await terminal.TrackAsync(board => Task.Run(() => Train(board), stop));
        if (json)
            terminal.Json(PretrainedWeights.Of(result), Documents.Readable.PretrainedWeights);
        else
            Print(terminal, result);
        return UnusablePictures.Tell(
            terminal, [.. result.Unusable.Select(picture => (picture.Name, picture.Reason))],
            result.TrainingPictures + result.ValidationPictures + result.Unusable.Count);

        PretrainingResult Train(ProgressBoard board)
        {
            using var progress = new PretrainingStages(board);
            var store = FeatureStore.FromEnvironment();
            try
            {
                var made = run(new PretrainingSettings
                {
                    Store = store,
                    Threads = given.GetValue(options.Threads),
                    Progress = progress,
                    Announcements = new StageProgress<string>(terminal.Message),
                    Checkpoints = UnfinishedTraining.FolderOf(path),
                    Resume = options.Resume(given),
                });
                StoreProblem.Tell(terminal, store);
                return made;
            }
            catch (OperationCanceledException)
            {
                UnfinishedTraining.Tell(terminal, path);
                throw;
            }
            catch (UnknownBackboneException unknown)
            {
                throw new UsageException($"{unknown.Message} 'graft backbones' lists all.");
            }
            catch (ArgumentException misfit)
            {
                throw new UsageException(misfit.Message);
            }
        }
    }

    private static void Print(Terminal terminal, PretrainingResult result)
    {
        var invariant = CultureInfo.InvariantCulture;
        terminal.Result(string.Create(invariant, $"{result.Weights}: {result.Parameters:N0} weights of '{result.Recipe.Architecture}', "
            + $"{result.Recipe.Epochs} epochs, {result.TrainingPictures:N0} pictures."));
        if (result.Accuracy is { } accuracy)
            terminal.Result(string.Create(
                invariant, $"Validation accuracy {accuracy:0.0000} ({result.ValidationPictures} pictures, {result.Classes.Count} classes)."));
        terminal.Result(string.Create(
            invariant, $"{result.PicturesPerSecond:0} pictures a second; steps waited for pictures {result.WaitedShare:0.0 %} of the time."));
        terminal.Message($"To use it: graft train DATA --backbone {result.Recipe.Architecture} --weights {result.Weights}");
    }
}
