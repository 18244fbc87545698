namespace Graft.Tests.Layers.Reference;

/// <summary>A window on one axis by TensorFlow's rules: how many places it takes, and which points it sees from each.</summary>
internal readonly record struct NaiveWindow(int Length, int Size, int Stride, int Dilation, bool Same)
{
    public int Places => Same ? (Length + Stride - 1) / Stride : (Length - Span) / Stride + 1;

    private int Span => (Size - 1) * Dilation + 1;

    private int Before => Same ? Math.Max((Places - 1) * Stride + Span - Length, 0) / 2 : 0;

    /// <summary>The points inside the axis: which of the window's own, and where it lies.</summary>
    public IEnumerable<(int Own, int At)> Points(int place)
    {
        for (var own = 0; own < Size; own++)
        {
            var at = place * Stride - Before + own * Dilation;
            if (at >= 0 && at < Length)
                yield return (own, at);
        }
    }
}
