using Graft.Trunk;

namespace Graft.Cli.Results;

/// <summary>What <c>graft features</c> wrote.</summary>
internal sealed record WrittenFeatures(
    string Output,
    IReadOnlyList<long> Shape,
    string Backbone,
    string Layer,
    IReadOnlyList<string> Files,
    IReadOnlyList<string> Unusable,
    TrunkFigures Trunk);

/// <summary>What the network did.</summary>
/// <param name="PicturesPerSecond">Pictures divided by the seconds spent inside it, decoding left out.</param>
/// <param name="PicturesRun">Pictures that went through it.</param>
/// <param name="Dtype">The type of the numbers it computed with.</param>
/// <param name="PicturesRecalled">Pictures whose features were known from an earlier run.</param>
internal sealed record TrunkFigures(double PicturesPerSecond, int PicturesRun, string Dtype, int PicturesRecalled)
{
    public static TrunkFigures Of(TrunkPass pass, int recalled) =>
        new(pass.SamplesPerSecond, pass.SamplesRun, pass.DType, recalled);
}
