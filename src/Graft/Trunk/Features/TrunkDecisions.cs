using System.Security.Cryptography;
using System.Text;
using Graft.Data;
using Graft.Runtime.Imaging;

namespace Graft.Trunk.Features;

/// <summary>Lets a trunk decide by samples how it computes, or takes over what the same samples led to in an earlier run.</summary>
public static class TrunkDecisions
{
    /// <summary>Decides by pictures.</summary>
    /// <param name="pass">The trunk. Where it does not depend on samples how it computes, nothing happens.</param>
    /// <param name="preprocessing">How pictures become its input.</param>
    /// <param name="pictures">The pictures; the first <see cref="TrunkPass.SamplesToDecideBy"/> count.</param>
    /// <param name="loading">How they are loaded.</param>
    /// <param name="store">Where decisions are kept; null for nowhere.</param>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    public static void ByPictures(
        TrunkPass pass, Preprocessing preprocessing, IReadOnlyList<PictureReference> pictures, PictureLoaderOptions loading,
        FeatureStore? store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pass);
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (pass.SamplesToDecideBy == 0 || pass.Decision is not null)
            return;
        PictureReference[] some = [.. pictures.Take(pass.SamplesToDecideBy)];
        // Known before they are decoded: only their bytes are read.
        var hashed = new PictureLoader(preprocessing, loading, _ => []).Load(some, cancellationToken)
            .SelectMany(batch => batch.Recalled).OrderBy(picture => picture.Index).Select(picture => picture.Hash);
        Make(pass, preprocessing, hashed, store, () =>
        {
            var shown = false;
            foreach (var batch in new PictureLoader(preprocessing, loading with { BatchSize = pass.BatchSize })
                .Load(some, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                pass.Show(batch.Pixels, preprocessing);
                shown = true;
            }
            return shown;
        });
    }

    /// <summary>Decides by samples of any kind that stand for pictures.</summary>
    /// <param name="pass">The trunk.</param>
    /// <param name="preprocessing">How the pictures became samples.</param>
    /// <param name="pictures">The hashes of the pictures.</param>
    /// <param name="store">Where decisions are kept; null for nowhere.</param>
    /// <param name="show">Shows the samples to the trunk; says whether there were any.</param>
    internal static void Make(
        TrunkPass pass, Preprocessing preprocessing, IEnumerable<PictureHash> pictures, FeatureStore? store, Func<bool> show)
    {
        var text = $"{pass.Undecided.Hash}\n{preprocessing.ToJson()}\n{string.Join('\n', pictures)}";
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        if (store?.DecisionOf(key) is { } known)
        {
            pass.Use(known);
            return;
        }
        if (show())
        {
            var decision = pass.Decide();
            store?.Keep(key, decision);
        }
        else
            pass.Use(new TrunkDecision(Precision.Fp32, "32 bits, since none of the pictures to decide by can be used"));
    }
}
