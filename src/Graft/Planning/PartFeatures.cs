using Graft.Data;

namespace Graft.Planning;

/// <summary>What the trunk gave for the usable pictures of one part.</summary>
/// <param name="Features"><c>[pictures, features]</c>.</param>
/// <param name="Mirrored">The same of the pictures' mirror images; null where they were not asked for.</param>
/// <param name="Labels">For each picture the index of its class.</param>
/// <param name="Pictures">Each picture's name, part, class and hash.</param>
/// <param name="Unusable">The pictures that could not be read.</param>
internal sealed record PartFeatures(
    NDArray Features,
    NDArray? Mirrored,
    int[] Labels,
    IReadOnlyList<HashedPicture> Pictures,
    IReadOnlyList<UnusablePicture> Unusable)
{
    public int Count => Labels.Length;

    /// <summary>The features of some of the pictures, in the order given.</summary>
    public PartFeatures Some(IReadOnlyList<int> rows)
    {
        return this with
        {
            Features = Of(Features),
            Mirrored = Mirrored is null ? null : Of(Mirrored),
            Labels = [.. rows.Select(row => Labels[row])],
            Pictures = [.. rows.Select(row => Pictures[row])],
        };

        NDArray Of(NDArray all)
        {
            var width = all.Values.Length / Math.Max(all.Count, 1);
            var values = new float[rows.Count * width];
            for (var i = 0; i < rows.Count; i++)
                all[rows[i]].CopyTo(values.AsSpan(i * width));
            return new NDArray(values, rows.Count, width);
        }
    }

    /// <summary>The same with the last of the features alone.</summary>
    public PartFeatures Last(int width)
    {
        var all = Features.Values.Length / Math.Max(Count, 1);
        if (Count == 0 || all == width)
            return this;
        var values = new float[Count * width];
        for (var i = 0; i < Count; i++)
            Features[i][(all - width)..].CopyTo(values.AsSpan(i * width));
        return this with { Features = new NDArray(values, Count, width), Mirrored = null };
    }
}
