namespace Graft.Planning.Comparison;

/// <summary>Measures what a training takes until its written model is measured, and passes on how far it is.</summary>
internal sealed class TrainingMeter : IProgress<ClassifierProgress>
{
    private readonly ComparisonSettings settings;
    private readonly long began;
    private readonly TimeSpan processorsBegan;

    /// <summary>Starts.</summary>
    public TrainingMeter(ComparisonSettings settings) =>
        (this.settings, began, processorsBegan) = (settings, settings.Clock.GetTimestamp(), settings.ProcessorTime());

    /// <summary>The time of the training.</summary>
    public TimeSpan Time { get; private set; }

    /// <summary>The time that processors worked in it.</summary>
    public TimeSpan Processors { get; private set; }

    /// <inheritdoc/>
    public void Report(ClassifierProgress value)
    {
        if (value.Stage == ClassifierStage.Measuring && Time == TimeSpan.Zero)
            (Time, Processors) = (settings.Clock.GetElapsedTime(began), settings.ProcessorTime() - processorsBegan);
        settings.Progress?.Report(value);
    }
}
