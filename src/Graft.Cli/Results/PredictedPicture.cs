using Graft.Runtime;

namespace Graft.Cli.Results;

/// <summary>What <c>graft predict</c> says about one picture.</summary>
/// <param name="File">The picture's name.</param>
/// <param name="Label">The most probable class; null where the picture cannot be used.</param>
/// <param name="Probability">Its probability; null where the picture cannot be used.</param>
/// <param name="Top">The most probable classes, as many as were asked for.</param>
/// <param name="Error">Why the picture cannot be used; null where it can.</param>
internal sealed record PredictedPicture(
    string File, string? Label, float? Probability, IReadOnlyList<LabelProbability> Top, string? Error)
{
    public static PredictedPicture Of(string file, Prediction prediction, int top) =>
        new(file, prediction.Label, prediction.Probability, prediction.Top(top), null);

    public static PredictedPicture Unusable(string file, string reason) => new(file, null, null, [], reason);
}
