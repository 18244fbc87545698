using Graft.Operations;
using Graft.Runtime.Imaging;
using Graft.Training.Batches;
using Graft.Trunk;
using Graft.Trunk.Features;

namespace Graft.Training.Sessions;

/// <summary>
/// Runs the frozen part of a model over all samples of a training, once, and keeps what it gives. Features of pictures that an
/// earlier run stored are taken from there, and new ones are stored.
/// </summary>
internal sealed class FeaturePass : IDisposable
{
    private readonly Model trunk;
    private readonly int samples;
    private readonly FitOptions options;
    private readonly CancellationToken cancellationToken;
    private readonly TrunkPass pass;
    private readonly FeatureStore store;
    private readonly List<FeatureTable> tables = [];
    private readonly long start;
    private int done;

    /// <param name="trunk">The frozen part.</param>
    /// <param name="samples">How many samples there are, validation included.</param>
    /// <param name="options">Tell whom to report to, and the time.</param>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    public FeaturePass(Model trunk, int samples, FitOptions options, CancellationToken cancellationToken)
    {
        (this.trunk, this.samples, this.options, this.cancellationToken) = (trunk, samples, options, cancellationToken);
        pass = new TrunkPass(trunk, clock: options.Clock, precision: options.Precision);
        store = options.Store ?? FeatureStore.FromEnvironment();
        start = options.Clock.GetTimestamp();
    }

    /// <summary>Whether there is room for the features of so many samples.</summary>
    public static bool Fits(Model trunk, long samples) =>
        FeatureTable.HasRoom(samples, trunk.Outputs.Sum(output => output.Shape.Size), RowFormat.Float32);

    /// <summary>
    /// What the trunk gives for samples, in their order: an input of the rest for each of its outputs. Of samples with views, those that
    /// the training looks at.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="IOException">The features need a file, and the disk has no room for it.</exception>
    public ISamples Run(ISamples from)
    {
        if (from.Views is not { } views)
            return RunOnce(from);
        var kept = new ViewFeatures(from, views, RunOnce);
        for (var view = 0; view < Math.Min(views, options.Epochs); view++)
            _ = kept.InView(view);
        return kept;
    }

    private TableSamples RunOnce(ISamples from)
    {
        Decide(from);
        var (length, format) = (FeatureRows.LengthOf(trunk), RowFormats.Of(pass.Decision?.Precision ?? pass.Precision));
        var table = new FeatureTable(from.Count, length, format);
        tables.Add(table);
        using (var stored = Open(from.Pictures?.Preprocessing ?? from.PreparedView))
            foreach (var rows in BatchOrder.InBatches(Unknown(from, stored, table), pass.BatchSize))
            {
                var batch = new NewSamples(rows, Inputs(from, rows), from.Pictures);
                if (stored is not null && from.Pictures is null)
                    batch = batch.Without(i => Recall(stored, batch, i, table));
                if (batch.Rows.Length > 0)
                    Run(batch, table, format, stored);
                Report(rows.Length);
            }
        if (store.Problem is { } problem)
            options.Log?.WriteLine(problem);
        return new TableSamples(table, [.. trunk.Outputs.Select(output => output.Shape)]);
    }

    /// <summary>Lets go of the features.</summary>
    public void Dispose()
    {
        pass.Dispose();
        tables.ForEach(table => table.Dispose());
    }

    private void Decide(ISamples from)
    {
        if (pass.SamplesToDecideBy == 0 || pass.Decision is not null)
            return;
        var some = BatchOrder.AsTheyStand(Math.Min(from.Count, pass.SamplesToDecideBy));
        if (from.Pictures is { } pictures && store.Limit > 0)
            TrunkDecisions.Make(pass, pictures.Preprocessing, some.Select(row => pictures.Hashes[row]), store, Show);
        else if (Show())
            pass.Decide();

        bool Show()
        {
            foreach (var rows in BatchOrder.InBatches(some, pass.BatchSize))
                pass.Show(Inputs(from, rows));
            return some.Length > 0;
        }
    }

    private void Run(NewSamples batch, FeatureTable table, RowFormat format, StoredFeatures? stored)
    {
        var values = FeatureRows.Joined(pass.Run(batch.Inputs), format);
        var length = values.Length / batch.Rows.Length;
        for (var i = 0; i < batch.Rows.Length; i++)
            table.Write(batch.Rows[i], values.AsSpan(i * length, length));
        stored?.Add(batch.View, [.. batch.Rows.Select((_, i) => batch.Hash(i))], values);
    }

    private static bool Recall(StoredFeatures stored, NewSamples batch, int number, FeatureTable table)
    {
        if (stored.Find(batch.View, batch.Hash(number)) is not { } values)
            return false;
        table.Write(batch.Rows[number], values);
        return true;
    }

    private StoredFeatures? Open(Preprocessing? preprocessing) => store.Limit == 0 || preprocessing is null
        ? null
        : store.Open(FeatureExtractor.SpaceOf(pass, preprocessing, trunk.Name));

    // Pictures are known by their files, before they are read.
    private int[] Unknown(ISamples from, StoredFeatures? stored, FeatureTable table)
    {
        if (stored is null || from.Pictures is not { } pictures)
            return BatchOrder.AsTheyStand(from.Count);
        var unknown = new List<int>();
        for (var row = 0; row < from.Count; row++)
            if (stored.Find(FeatureSpace.Plain, pictures.Hashes[row]) is { } values)
                table.Write(row, values);
            else
                unknown.Add(row);
        Report(from.Count - unknown.Count);
        return [.. unknown];
    }

    private NDArray[] Inputs(ISamples from, int[] rows)
    {
        cancellationToken.ThrowIfCancellationRequested();
        NDArray[] inputs = [.. from.Shapes.Select(shape => Empty(rows.Length, shape))];
        foreach (var (i, input) in inputs.Index())
            from.Read(i, rows, input.Values, cancellationToken);
        return inputs;
    }

    private static NDArray Empty(int count, Shape shape) => new(new float[count * shape.Size], [count, .. shape.Dimensions]);

    private void Report(int more)
    {
        if (more == 0)
            return;
        done += more;
        var elapsed = options.Clock.GetElapsedTime(start);
        var left = elapsed * ((samples - done) / (double)done);
        var (batch, all) = (BatchOrder.Count(done, pass.BatchSize), BatchOrder.Count(samples, pass.BatchSize));
        options.Progress?.Report(new TrainingProgress(TrainingStage.Features, 0, options.Epochs, batch, all, null, elapsed, left));
    }
}
