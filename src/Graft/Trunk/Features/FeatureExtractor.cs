using Graft.Data;
using Graft.Runtime.Imaging;

namespace Graft.Trunk.Features;

/// <summary>
/// From pictures to rows of features: stored ones where there are any, so that those pictures are not even decoded, and the trunk's
/// for the others. What the trunk gives is stored for the next run.
/// </summary>
/// <param name="pass">The trunk.</param>
/// <param name="preprocessing">How pictures become its input.</param>
/// <param name="stored">
/// The rows of this trunk and preprocessing, as <see cref="SpaceOf"/> names them; null: nothing is stored.
/// </param>
public sealed class FeatureExtractor(TrunkPass pass, Preprocessing preprocessing, StoredFeatures? stored)
{
    private readonly RowFormat format = RowFormats.Of(pass.Decision?.Precision ?? pass.Precision);

    /// <summary>Pictures run at once.</summary>
    public int BatchSize => pass.BatchSize;

    /// <summary>Numbers in a row: all outputs of the trunk together.</summary>
    public int RowLength { get; } = FeatureRows.LengthOf(pass.Model);

    /// <summary>Pictures whose rows were stored, so far.</summary>
    public int Recalled { get; private set; }

    /// <summary>The space of rows that a trunk gives for pictures prepared in one way.</summary>
    /// <param name="pass">The trunk.</param>
    /// <param name="preprocessing">How pictures become its input.</param>
    /// <param name="description">For people: which network, which place.</param>
    public static FeatureSpace SpaceOf(TrunkPass pass, Preprocessing preprocessing, string description)
    {
        ArgumentNullException.ThrowIfNull(pass);
        return new FeatureSpace(pass.Identity, preprocessing, FeatureRows.LengthOf(pass.Model), description);
    }

    /// <summary>For a <see cref="PictureLoader"/>: the row of a picture where it is stored. May be called from several threads.</summary>
    public float[]? Recall(PictureHash picture) => stored?.Find(FeatureSpace.Plain, picture);

    /// <summary>Runs over pictures that were loaded with <see cref="Recall"/>, in batches of <see cref="BatchSize"/>.</summary>
    public IEnumerable<FeatureBatch> Run(IEnumerable<PictureBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        foreach (var batch in batches)
            yield return Run(batch);
    }

    private FeatureBatch Run(PictureBatch batch)
    {
        var rows = batch.Recalled.Select(picture =>
            new FeatureRow(picture.Index, picture.Label, picture.Hash, picture.Values));
        if (batch.Count > 0)
        {
            var values = FeatureRows.Joined(pass.Run(batch.Pixels, preprocessing), format);
            stored?.Add(FeatureSpace.Plain, batch.Hashes, values);
            rows = rows.Concat(Enumerable.Range(0, batch.Count).Select(i => new FeatureRow(
                batch.Indices[i], batch.Labels.Count > 0 ? batch.Labels[i] : -1, batch.Hashes[i],
                values[(i * RowLength)..((i + 1) * RowLength)])));
        }
        Recalled += batch.Recalled.Count;
        return new FeatureBatch([.. rows.OrderBy(row => row.Index)]);
    }
}

/// <summary>The features of some pictures, in the order in which they were given.</summary>
/// <param name="Rows">At least one.</param>
public sealed record FeatureBatch(IReadOnlyList<FeatureRow> Rows);

/// <summary>The features of one picture.</summary>
/// <param name="Index">Its place in the list that was given.</param>
/// <param name="Label">The index of its class; -1 where the pictures have no labels.</param>
/// <param name="Hash">The hash of its file.</param>
/// <param name="Values">What the trunk gives for it: all its outputs one after the other, channels last.</param>
public sealed record FeatureRow(int Index, int Label, PictureHash Hash, float[] Values);
