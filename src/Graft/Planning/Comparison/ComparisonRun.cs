using Graft.Data;
using TorchSharp;

namespace Graft.Planning.Comparison;

/// <summary>
/// Measures on somebody's own pictures what is said of transfer learning: the same network with published weights and from scratch, on few
/// pictures and on many, each training in the same time, each model judged by the same test pictures.
/// </summary>
/// <param name="settings">What is compared.</param>
public sealed class ComparisonRun(ComparisonSettings settings)
{
    // The cheap ones first: then something is known early.
    private static readonly ComparisonMethod[] Methods =
        [ComparisonMethod.Head, ComparisonMethod.Untrained, ComparisonMethod.FineTuned, ComparisonMethod.Scratch];

    private readonly ComparisonPace pace = new();

    /// <summary>Compares.</summary>
    /// <param name="data">A folder, a <c>.zip</c> or a <c>.csv</c> of pictures, as a training takes it.</param>
    /// <param name="cancellationToken">Stops; what was measured by then is the result.</param>
    /// <exception cref="DatasetException">The data cannot be used, or have no pictures to test by.</exception>
    /// <exception cref="Backbones.UnknownBackboneException">There is no backbone of this name.</exception>
    /// <exception cref="ArgumentException">The input size does not fit the backbone.</exception>
    /// <exception cref="Weights.WeightsException">The backbone's weights cannot be had.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before anything was measured.</exception>
    public ComparisonResult Run(string data, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(data);
        var cost = MultiplyAdds();
        var (sizes, classes) = Sizes(data, cancellationToken);
        var cells = (from size in sizes from method in Methods select (method, size)).ToList();
        var points = new List<ComparisonPoint>();
        var folder = Directory.CreateTempSubdirectory("graft-compare-");
        try
        {
            foreach (var (i, (method, size)) in cells.Index())
                points.Add(Measure(data, method, size, sizes[0], cells[i..], cost, folder.FullName, cancellationToken));
        }
        catch (OperationCanceledException) when (points.Count > 0)
        {
            // What was measured counts.
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return new ComparisonResult(settings, classes, cost, points, cells.Count, points.Count < cells.Count);
    }

    private long MultiplyAdds()
    {
        using var scope = torch.NewDisposeScope();
        return settings.Network().Lower().MultiplyAdds;
    }

    private (IReadOnlyList<Size> Sizes, int Classes) Sizes(string data, CancellationToken cancellationToken)
    {
        using var all = DatasetIndex.Open(data, settings.RecipeOf(ComparisonMethod.Head, null).ToDatasetOptions(), cancellationToken);
        if (all.Test.Count == 0)
            throw new DatasetException(data, ["There are no pictures to test by: a class needs two, or there must be a folder 'test'."]);
        int[] counts = [.. all.Train.CountBy(picture => picture.Label).Select(count => count.Value)];
        Size[] few =
        [
            .. from shots in settings.Shots.OfType<int>().Distinct().Order()
               where shots < counts.Max()
               select new Size(shots, shots, counts.Sum(count => Math.Min(count, shots))),
        ];
        var isAllAsked = settings.Shots.Contains(null) || few.Length == 0;
        return (isAllAsked ? [.. few, new Size(null, counts.Max(), all.Train.Count)] : few, all.ClassNames.Count);
    }

    private ComparisonPoint Measure(
        string data, ComparisonMethod method, Size size, Size least, IReadOnlyList<(ComparisonMethod Method, Size Size)> left, long cost,
        string folder, CancellationToken cancellationToken)
    {
        var recipe = settings.RecipeOf(method, size.Shots);
        if (recipe.FineTuning is { } how)
        {
            if (!pace.Knows(method))
                // One epoch on the fewest pictures: it is not counted.
                Train(data, settings.RecipeOf(method, least.Shots) with { FineTuning = how with { Epochs = 1 } }, method, folder, cancellationToken);
            recipe = recipe with { FineTuning = how with { Epochs = pace.Epochs(method, size.Pictures, how.Epochs, settings.Budget) } };
        }
        Announce(method, size, recipe, left);
        var (result, meter) = Train(data, recipe, method, folder, cancellationToken);
        var epochs = result.FineTuning?.History.Epochs.Count ?? 0;
        var views = recipe.NeedsMirrorImages ? 2.0 : 1;
        var passes = recipe.IsFromScratch ? 3.0 * epochs : views + 3.0 * epochs;
        return new ComparisonPoint(
            method, size.Most, size.Shots is null, result.Pictures.Train, epochs, result.Test!.Accuracy, result.Test.Count,
            meter.Time.TotalSeconds, meter.Processors.TotalSeconds, passes * result.Pictures.Train * cost);
    }

    private (ClassifierResult Result, TrainingMeter Meter) Train(
        string data, Recipe recipe, ComparisonMethod method, string folder, CancellationToken cancellationToken)
    {
        using var index = DatasetIndex.Open(data, recipe.ToDatasetOptions(), cancellationToken);
        var meter = new TrainingMeter(settings);
        var training = new ClassifierTraining(recipe, new ClassifierTrainingSettings
        {
            Search = settings.Search,
            Threads = settings.Threads,
            Progress = meter,
            Clock = settings.Clock,
        });
        var result = training.Run(index, Path.Combine(folder, "model.graft"), overwrite: true, cancellationToken);
        // What was ended early is no measurement.
        if (result.WasStopped)
            throw new OperationCanceledException(cancellationToken);
        pace.Learn(method, result.Pictures.Train, result.FineTuning?.History.Epochs.Count ?? 0, meter.Time.TotalSeconds);
        return (result, meter);
    }

    private void Announce(
        ComparisonMethod method, Size size, Recipe recipe, IReadOnlyList<(ComparisonMethod Method, Size Size)> left)
    {
        if (settings.Announcements is not { } announcements)
            return;
        var epochs = recipe.FineTuning is { } how ? FormattableString.Invariant($", {how.Epochs} epochs") : "";
        var seconds = left.Sum(cell => Seconds(cell.Method, cell.Size));
        var time = seconds > 0 ? FormattableString.Invariant($"; about {Math.Ceiling(seconds / 60):0} min left for all") : "";
        announcements.Report(FormattableString.Invariant($"{NameOf(method)}, {size.Most} pictures a class{epochs}{time}."));
    }

    // Of what nothing is known yet, the budget is the best guess.
    private double Seconds(ComparisonMethod method, Size size)
    {
        var usual = settings.RecipeOf(method, size.Shots).FineTuning?.Epochs ?? 0;
        if (!pace.Knows(method))
            return usual > 0 ? settings.Budget.TotalSeconds : 0;
        var epochs = usual > 0 ? pace.Epochs(method, size.Pictures, usual, settings.Budget) : 0;
        return pace.Seconds(method, size.Pictures, epochs)!.Value;
    }

    /// <summary>A method in words.</summary>
    public static string NameOf(ComparisonMethod method) => method switch
    {
        ComparisonMethod.Head => "published network, head alone",
        ComparisonMethod.FineTuned => "published network, fine-tuned",
        ComparisonMethod.Scratch => "from scratch",
        _ => "untrained network, head alone",
    };

    /// <summary>How much of the data a training has.</summary>
    /// <param name="Shots">Pictures a class; null for all.</param>
    /// <param name="Most">Pictures of the class that has most.</param>
    /// <param name="Pictures">Pictures of all classes.</param>
    private sealed record Size(int? Shots, int Most, int Pictures);
}
