using Graft.Operations;
using Graft.Training.Batches;

namespace Graft.Training.Sessions;

/// <summary>What a frozen network gives for each of a few views of samples: each view is run once, when it is first looked at.</summary>
/// <param name="from">The samples.</param>
/// <param name="views">How many views there are.</param>
/// <param name="run">Runs the frozen network over one view.</param>
internal sealed class ViewFeatures(ISamples from, int views, Func<ISamples, ISamples> run) : ISamples
{
    private readonly ISamples?[] kept = new ISamples?[views];
    private ISamples? plain;

    public int Count => from.Count;

    public IReadOnlyList<Shape> Shapes => AsTheyAre.Shapes;

    public bool HasViews => true;

    public int? Views => views;

    private ISamples AsTheyAre => plain ??= run(from);

    public ISamples InView(long view) => kept[view % views] ??= run(from.InView(view));

    public void Check(Problems problems) => from.Check(problems);

    public void Read(int input, ReadOnlySpan<int> rows, Span<float> values, CancellationToken cancellationToken) =>
        AsTheyAre.Read(input, rows, values, cancellationToken);
}
