namespace Graft.Planning;

/// <summary>Counts pictures in a stage and reports how many are done.</summary>
/// <param name="progress">Is told; null: nobody.</param>
/// <param name="stage">The stage.</param>
/// <param name="total">How many there are.</param>
internal sealed class PictureCount(IProgress<ClassifierProgress>? progress, ClassifierStage stage, int total)
{
    private int done;

    /// <summary>Counts some more.</summary>
    public void Add(int pictures, string? note = null) =>
        progress?.Report(new ClassifierProgress(stage, done += pictures, total, note));
}
