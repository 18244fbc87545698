namespace Graft.Evaluation;

/// <summary>How well a classifier did on labelled pictures.</summary>
public sealed record ClassificationReport
{
    /// <summary>The number of pictures.</summary>
    public required int Count { get; init; }

    /// <summary>The share of pictures whose most probable class is the right one, from 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>The mean of the classes' recall, over the classes that have a picture, from 0 to 1.</summary>
    public required double BalancedAccuracy { get; init; }

    /// <summary>The mean of -ln p, where p is the probability that was given to the right class.</summary>
    public required double LogLoss { get; init; }

    /// <summary>The share of pictures whose right class is among the five most probable ones, from 0 to 1.</summary>
    public required double Top5Accuracy { get; init; }

    /// <summary>
    /// How far confidence and accuracy lie apart: the pictures in 15 equally wide bins of their largest probability (open below,
    /// closed above), the difference of mean confidence and accuracy in each, weighted by the pictures in it, from 0 to 1.
    /// </summary>
    public required double ExpectedCalibrationError { get; init; }

    /// <summary>
    /// What <see cref="ExpectedCalibrationError"/> would stay below in 19 of 20 samples of so many pictures if every probability were exact:
    /// what is below it may be chance.
    /// </summary>
    public required double CalibrationErrorByChance { get; init; }

    /// <summary>Each class's figures, in the model's order.</summary>
    public required IReadOnlyList<ClassFigures> PerClass { get; init; }

    /// <summary>Which class was taken for which.</summary>
    public required ConfusionMatrix Confusion { get; init; }
}
