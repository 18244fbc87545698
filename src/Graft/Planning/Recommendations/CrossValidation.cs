using System.Globalization;
using Graft.Runtime.Heads;

namespace Graft.Planning.Recommendations;

/// <summary>
/// Judges features by pictures that the head has not seen: the pictures are dealt out to folds, and each fold is judged by a
/// closed-form head that was searched for, with all its choices, on the other folds.
/// </summary>
/// <param name="threads">Threads to compute with; null for as many as there are processors.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class CrossValidation(int? threads, TimeProvider clock)
{
    /// <summary>How many parts there are, at most.</summary>
    public const int Folds = 5;

    /// <summary>Of fewer pictures nothing can be told.</summary>
    public const int FewestPictures = 10;

    /// <summary>Whether there are enough pictures to judge by: those whose class has another one.</summary>
    /// <exception cref="RecommendationException">There are not.</exception>
    public static void Require(IReadOnlyList<int> labels)
    {
        var judging = labels.CountBy(label => label).Where(count => count.Value > 1).Sum(count => count.Value);
        if (judging < FewestPictures)
            throw new RecommendationException(string.Create(
                CultureInfo.InvariantCulture,
                $"Backbones are compared by training pictures that are left out of the learning, and of {labels.Count} there are "
                + $"{judging} whose class has another one; it takes at least {FewestPictures}. Add pictures, or train with any backbone."));
    }

    /// <summary>The scores of all pictures that can be left out, in an order that follows from the pictures alone.</summary>
    /// <param name="part">The features.</param>
    /// <param name="widths">Which of them are what.</param>
    /// <param name="done">Is told how many folds are done, of how many.</param>
    /// <param name="cancellationToken">Ends it between two solutions.</param>
    /// <exception cref="RecommendationException">There are too few pictures.</exception>
    public PictureScores Of(PartFeatures part, TapWidths widths, Action<int, int> done, CancellationToken cancellationToken)
    {
        part = Distinct(part);
        Require(part.Labels);
        var algebra = new ManagedLinearAlgebra(threads);
        var whole = Problem(part, null);
        var folds = CrossJudge.Deal(part.Labels);
        var scores = new List<PictureScores>();
        foreach (var held in folds)
        {
            done(scores.Count, folds.Length);
            var rest = Problem(part.Some([.. Enumerable.Range(0, part.Count).Except(held)]), whole.HasRoots);
            var choice = new HeadSearch(algebra, clock).Run(rest, HeadKind.Discriminant, cancellationToken: cancellationToken);
            var logits = choice.Head.Logits(whole.Rows(choice.Taps, withMirrored: false), algebra);
            scores.Add(PictureScores.Of(Probabilities(logits, held), [.. held.Select(picture => part.Labels[picture])]));
        }
        done(folds.Length, folds.Length);
        return PictureScores.Joined(scores);

        HeadProblem Problem(PartFeatures pictures, bool? hasRoots) => new(
            pictures.Features.Values, pictures.Mirrored?.Values, widths, pictures.Labels, part.Labels.Max() + 1, hasRoots);
    }

    // A picture that is there twice would be judged by a head that has seen it. Classes of which nothing is left do not count.
    private static PartFeatures Distinct(PartFeatures part)
    {
        int[] first = [.. part.Pictures.Index().DistinctBy(picture => picture.Item.Hash).Select(picture => picture.Index)];
        var some = first.Length == part.Count ? part : part.Some(first);
        int[] present = [.. some.Labels.Distinct().Order()];
        return some with { Labels = [.. some.Labels.Select(label => Array.BinarySearch(present, label))] };
    }

    private static NDArray Probabilities(Matrix logits, int[] pictures)
    {
        var values = new float[pictures.Length * logits.Columns];
        foreach (var (i, picture) in pictures.Index())
        {
            double[] row = [.. logits.Row(picture)];
            var highest = row.Max();
            var sum = row.Sum(logit => Math.Exp(logit - highest));
            for (var k = 0; k < row.Length; k++)
                values[i * row.Length + k] = (float)(Math.Exp(row[k] - highest) / sum);
        }
        return new NDArray(values, pictures.Length, logits.Columns);
    }
}
