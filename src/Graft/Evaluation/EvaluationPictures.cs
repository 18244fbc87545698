using System.Runtime.InteropServices;
using Graft.Data;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;

namespace Graft.Evaluation;

/// <summary>Finds the pictures of some data that belong to one part, as it was when the model was made.</summary>
/// <remarks>
/// Parts that the data give themselves count. Where they give none, the model's record of what it has seen tells a picture's part
/// by its content; data of which the record knows nothing are new to the model, and all of it is test.
/// </remarks>
public static class EvaluationPictures
{
    /// <summary>The pictures of a part.</summary>
    /// <param name="data">The data, opened for <see cref="DatasetPurpose.Evaluation"/>.</param>
    /// <param name="record">What the model has seen; null where nothing is known of it.</param>
    /// <param name="split">The part.</param>
    /// <param name="limits">What reading a picture may cost.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="EvaluationException">There is no picture in this part.</exception>
    public static IReadOnlyList<LabeledPicture> Of(
        DatasetIndex data, PartsRecord? record, EvaluationSplit split, PictureLimits? limits = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var found = split switch
        {
            EvaluationSplit.All => [.. data.Train, .. data.Validation, .. data.Test],
            EvaluationSplit.Test when data.PartsGiven => data.Test,
            _ => Recorded(data, record, split, limits ?? PictureLimits.Default, cancellationToken),
        };
        return found.Count > 0
            ? found
            : throw new EvaluationException(
                $"'{data.Path}' holds no picture of the part '{split.ToString().ToLowerInvariant()}'; "
                + "the split 'all' takes every picture.");
    }

    private static IReadOnlyList<LabeledPicture> Recorded(
        DatasetIndex data, PartsRecord? record, EvaluationSplit split, PictureLimits limits, CancellationToken cancellationToken)
    {
        // Given parts leave open only what was split off the training part for validation.
        IReadOnlyList<LabeledPicture> candidates = data.PartsGiven && data.Validation.Count > 0
            ? split == EvaluationSplit.Train ? data.Train : data.Validation
            : [.. data.Train, .. data.Test];
        if (record is null)
            return split == EvaluationSplit.Test ? candidates : [];
        var hashes = Hashes(candidates, limits, cancellationToken);
        if (split == EvaluationSplit.Test
            && !hashes.Any(hash => hash is not null && Enum.GetValues<DataPart>().Any(part => record.Contains(part, hash))))
            return candidates;

        // The same content may have been in several parts, or in one of them twice: it counts as often as it did then.
        var left = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var hash in Known(record, split))
            CollectionsMarshal.GetValueRefOrAddDefault(left, hash, out _)++;
        return [.. candidates.Where((_, at) => hashes[at] is { } hash && left.GetValueOrDefault(hash) > 0 && left[hash]-- > 0)];
    }

    private static IReadOnlyList<string> Known(PartsRecord record, EvaluationSplit split) => split switch
    {
        EvaluationSplit.Train => record.Train,
        EvaluationSplit.Validation => record.Validation,
        _ => record.Test,
    };

    // A picture that cannot be read has no hash, and no part: the model has not seen it either.
    private static string?[] Hashes(
        IReadOnlyList<LabeledPicture> pictures, PictureLimits limits, CancellationToken cancellationToken)
    {
        var hashes = new string?[pictures.Count];
        var options =
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, pictures.Count, options, at =>
        {
            try
            {
                hashes[at] = PictureHash.Of(pictures[at].Picture.Read(limits.MaximumBytes)).ToString();
            }
            catch (PictureException)
            {
                hashes[at] = null;
            }
        });
        return hashes;
    }
}
