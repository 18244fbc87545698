using Graft.Data;
using Graft.Runtime;

namespace Graft.Evaluation;

/// <summary>Judges a finished classifier, as it lies in its bundle, by labelled pictures.</summary>
/// <param name="Report">The figures, over the pictures that could be used.</param>
/// <param name="Unusable">The pictures that could not be used, in the order given.</param>
public sealed record ClassifierEvaluation(ClassificationReport Report, IReadOnlyList<UnusablePicture> Unusable)
{
    /// <summary>Predicts every picture and sums up.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="classNames">The names that the pictures' labels stand for.</param>
    /// <param name="batches">The pictures, loaded with the classifier's preprocessing.</param>
    /// <param name="progress">Is told how many pictures are done, unusable ones included.</param>
    /// <param name="cancellationToken">Ends the evaluation after the current batch.</param>
    /// <exception cref="EvaluationException">
    /// The classifier does not know one of the classes, or no picture can be used.
    /// </exception>
    /// <exception cref="DatasetException">Too many pictures cannot be used.</exception>
    public static ClassifierEvaluation Run(
        ImageClassifier classifier,
        IReadOnlyList<string> classNames,
        PictureBatches batches,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(batches);
        var places = Places(classifier.Labels, classNames);
        var tally = new ClassificationTally(classifier.Labels);
        var judged = 0;
        foreach (var batch in batches)
        {
            var scores = classifier.PredictPixels(batch.Pixels, batch.Count, cancellationToken);
            for (var at = 0; at < batch.Count; at++)
                tally.Add(places[batch.Labels[at]], scores.Logits.AsSpan(at * scores.Classes, scores.Classes));
            judged += batch.Count;
            progress?.Report(judged + batches.Unusable.Count);
        }
        return judged > 0
            ? new(tally.Report(), batches.Unusable)
            : throw new EvaluationException($"None of the {batches.PictureCount} pictures can be used.");
    }

    private static int[] Places(IReadOnlyList<string> known, IReadOnlyList<string> wanted)
    {
        var places = known.Index().ToDictionary(label => label.Item, label => label.Index, StringComparer.Ordinal);
        var unknown = wanted.Where(label => !places.ContainsKey(label)).ToList();
        return unknown.Count == 0
            ? [.. wanted.Select(label => places[label])]
            : throw new EvaluationException($"The model does not know {(unknown.Count == 1 ? "the class" : "the classes")} "
                + $"{Enumeration.Quoted(unknown)}; it knows {Enumeration.Quoted(known)}.");
    }
}
