using Graft.Engine;
using Graft.Training.Batches;

namespace Graft.Training.Mixing;

/// <summary>For each batch one of several ways to mix, by chance.</summary>
public sealed record OneOf : BatchMixing
{
    /// <summary>Names the ways.</summary>
    /// <param name="ways">At least one; each is as likely.</param>
    /// <exception cref="TrainingException">There is none.</exception>
    public OneOf(params IReadOnlyList<BatchMixing> ways)
    {
        ArgumentNullException.ThrowIfNull(ways);
        Ways = ways.Count > 0 ? ways : throw new TrainingException("At least one way to mix is needed.");
    }

    /// <summary>The ways.</summary>
    public IReadOnlyList<BatchMixing> Ways { get; }

    internal override bool NeedsPictures => Ways.Any(way => way.NeedsPictures);

    internal override Batch Mix(Batch batch, RandomStream random) => Ways[random.NextBelow(Ways.Count)].Mix(batch, random);
}
