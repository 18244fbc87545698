namespace Graft.Data;

/// <summary>What a dataset is opened for.</summary>
public enum DatasetPurpose
{
    /// <summary>
    /// To make a model: at least two classes, each with a training picture; parts that are not given are split off.
    /// </summary>
    Training,

    /// <summary>
    /// To measure a model: any classes will do; where no parts are given, every picture belongs to the test part.
    /// </summary>
    Evaluation,
}

/// <summary>How a dataset is opened and split.</summary>
public sealed record DatasetOptions
{
    /// <summary>What the dataset is for.</summary>
    /// <value>The default is <see cref="DatasetPurpose.Training"/>.</value>
    public DatasetPurpose Purpose { get; init; } = DatasetPurpose.Training;

    /// <summary>Fixes every choice among pictures.</summary>
    /// <value>The default is 0.</value>
    public long Seed { get; init; }

    /// <summary>
    /// The share of each class that becomes the validation part where none is given: of all pictures, or of <c>train/</c>.
    /// </summary>
    /// <value>From 0 to below 1; the default is 0.15.</value>
    public double ValidationFraction { get; init; } = 0.15;

    /// <summary>The share of each class that becomes the test part where no parts are given at all.</summary>
    /// <value>From 0 to below 1, with <see cref="ValidationFraction"/> below 1; the default is 0.15.</value>
    public double TestFraction { get; init; } = 0.15;

    /// <summary>
    /// Trains on so many pictures a class, chosen by <see cref="Seed"/>; on all where it is null. The validation part, where it
    /// is split off here, shrinks with it to keep the proportion, but to no less than one picture a class: a model from ten
    /// pictures a class must not be chosen by hundreds.
    /// </summary>
    /// <value>At least 1; the default is null.</value>
    public int? Shots { get; init; }

    /// <summary>What an archive may ask for.</summary>
    public ArchiveLimits ArchiveLimits { get; init; } = ArchiveLimits.Default;

    internal IEnumerable<string> Problems()
    {
        if (ValidationFraction is not (>= 0 and < 1))
            yield return $"The validation fraction is {ValidationFraction}; it must be at least 0 and below 1.";
        if (TestFraction is not (>= 0 and < 1))
            yield return $"The test fraction is {TestFraction}; it must be at least 0 and below 1.";
        if (ValidationFraction + TestFraction >= 1)
            yield return $"The validation fraction {ValidationFraction} and the test fraction {TestFraction} leave nothing "
                + "to train on.";
        if (Shots is < 1)
            yield return $"The number of shots is {Shots}; it must be at least 1.";
    }
}
