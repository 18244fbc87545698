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

/// <summary>How fast the network ran: pictures divided by the seconds spent inside it, decoding left out.</summary>
internal sealed record TrunkFigures(double PicturesPerSecond, int PicturesRun, string Dtype)
{
    public static TrunkFigures Of(TrunkPass pass) => new(pass.SamplesPerSecond, pass.SamplesRun, TrunkPass.DType);
}
