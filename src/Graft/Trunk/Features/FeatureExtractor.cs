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
/// <param name="mirrored">Whether a row goes on with the features of the picture's mirror image.</param>
public sealed class FeatureExtractor(
    TrunkPass pass, Preprocessing preprocessing, StoredFeatures? stored, bool mirrored = false)
{
    private readonly RowFormat format = RowFormats.Of(pass.Decision?.Precision ?? pass.Precision);
    private readonly int viewLength = FeatureRows.LengthOf(pass.Model);
    private readonly string[] views = mirrored ? [FeatureSpace.Plain, FeatureSpace.Mirrored] : [FeatureSpace.Plain];

    /// <summary>Pictures run at once.</summary>
    public int BatchSize => pass.BatchSize;

    /// <summary>Views of a picture in a row.</summary>
    public int Views => views.Length;

    /// <summary>Numbers in a row: all outputs of the trunk together, for each view of the picture.</summary>
    public int RowLength => views.Length * viewLength;

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
    public float[]? Recall(PictureHash picture)
    {
        var found = views.Select(view => stored?.Find(view, picture)).ToList();
        return found.Contains(null) ? null : found is [var only] ? only : [.. found.SelectMany(values => values!)];
    }

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
            var values = views.Select(view => Values(view, batch)).ToList();
            rows = rows.Concat(Enumerable.Range(0, batch.Count).Select(i => new FeatureRow(
                batch.Indices[i], batch.Labels.Count > 0 ? batch.Labels[i] : -1, batch.Hashes[i],
                [.. values.SelectMany(view => view[(i * viewLength)..((i + 1) * viewLength)])])));
        }
        Recalled += batch.Recalled.Count;
        return new FeatureBatch([.. rows.OrderBy(row => row.Index)]);
    }

    // A view that an earlier run has stored of all these pictures need not be run again for the sake of another.
    private float[] Values(string view, PictureBatch batch)
    {
        var known = views.Length > 1 ? batch.Hashes.Select(hash => stored?.Find(view, hash)).ToList() : [null];
        if (!known.Contains(null))
            return [.. known.SelectMany(row => row!)];
        var pixels = view == FeatureSpace.Mirrored ? MirrorImage.Of(batch.Pixels, batch.Width) : batch.Pixels;
        var values = FeatureRows.Joined(pass.Run(pixels, preprocessing), format);
        stored?.Add(view, batch.Hashes, values);
        return values;
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
