using Graft.Data;
using Graft.Operations;
using Graft.Runtime.Imaging;

namespace Graft.Training.Batches;

/// <summary>What goes into a network, looked up by the samples' numbers.</summary>
internal interface ISamples
{
    /// <summary>How many samples there are.</summary>
    int Count { get; }

    /// <summary>For each input of the network the shape of a sample.</summary>
    IReadOnlyList<Shape> Shapes { get; }

    /// <summary>The pictures that they are, where they are pictures with a content that can be recognised; else null.</summary>
    PicturePart? Pictures => null;

    /// <summary>How pictures became the values that are read, where a view of them is read; else null.</summary>
    Preprocessing? PreparedView => null;

    /// <summary>Whether the samples look another way in each view.</summary>
    bool HasViews => false;

    /// <summary>How many views there are; null where they never end, so that what a network makes of them cannot be kept.</summary>
    int? Views => null;

    /// <summary>The samples as they look in a view; without one they are as they are.</summary>
    ISamples InView(long view) => this;

    /// <summary>Notes what is wrong with the samples themselves.</summary>
    void Check(Problems problems);

    /// <summary>Reads samples.</summary>
    /// <param name="input">For which input of the network.</param>
    /// <param name="rows">The numbers of the samples.</param>
    /// <param name="values">Takes <c>[rows, ...]</c>, channels last.</param>
    /// <param name="cancellationToken">Ends the reading where it takes long.</param>
    void Read(int input, ReadOnlySpan<int> rows, Span<float> values, CancellationToken cancellationToken);
}
