using System.Text.Json;
using Graft.Planning.Comparison;

namespace Graft.Cli.Results;

/// <summary>What came of <c>graft compare</c>.</summary>
/// <param name="Backbone">The network that all methods use.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="TestPictures">How many pictures judge.</param>
/// <param name="Curves">What was measured.</param>
/// <param name="Claims">What is said of transfer learning, and whether it holds.</param>
/// <param name="PaysAt">The pictures a class at which it is better than from scratch by more than chance.</param>
/// <param name="DoesNotPayAt">The pictures a class at which from scratch is at least as good.</param>
/// <param name="Stopped">Whether it was stopped before all was measured.</param>
internal sealed record ComparedMethods(
    string Backbone, int Classes, int TestPictures, IReadOnlyList<ComparedPoint> Curves, IReadOnlyList<JudgedClaim> Claims,
    IReadOnlyList<int> PaysAt, IReadOnlyList<int> DoesNotPayAt, bool Stopped)
{
    public static ComparedMethods Of(ComparisonResult result) => new(
        result.Settings.Backbone,
        result.Classes,
        result.Points[0].TestPictures,
        [.. result.Points.Select(ComparedPoint.Of)],
        [.. result.Claims.Select(claim => new JudgedClaim(claim.Claim, claim.Holds, claim.Figure))],
        result.PaysAt,
        result.DoesNotPayAt,
        result.WasStopped);
}

/// <summary>One method on so many pictures.</summary>
/// <param name="Method"><c>head</c>, <c>fineTuned</c>, <c>scratch</c> or <c>untrained</c>.</param>
/// <param name="Shots">Pictures a class; where it was all, as many as the largest class has.</param>
/// <param name="All">Whether it was all.</param>
/// <param name="Pictures">Pictures that it was trained on.</param>
/// <param name="Epochs">How often its network saw each of them; 0 where that was not trained.</param>
/// <param name="Accuracy">The share of test pictures that it tells rightly.</param>
/// <param name="Low">The lower end of that share's interval of 95 %.</param>
/// <param name="High">The upper end.</param>
/// <param name="Seconds">How long the training took.</param>
/// <param name="ProcessorSeconds">How long processors worked for it.</param>
/// <param name="MultiplyAdds">Multiplications with additions in the network, backward passes too.</param>
internal sealed record ComparedPoint(
    string Method, int Shots, bool All, int Pictures, int Epochs, double Accuracy, double Low, double High, double Seconds,
    double ProcessorSeconds, double MultiplyAdds)
{
    public static ComparedPoint Of(ComparisonPoint point) => new(
        JsonNamingPolicy.CamelCase.ConvertName(point.Method.ToString()), point.Shots, point.IsAll, point.Pictures, point.Epochs,
        point.Accuracy, point.Interval.Low, point.Interval.High, point.Seconds, point.ProcessorSeconds, point.MultiplyAdds);
}

/// <summary>Something that is said of transfer learning.</summary>
/// <param name="Claim"><c>fewerPictures</c>, <c>lessTime</c> or <c>lessComputation</c>.</param>
/// <param name="Holds">Whether it holds here.</param>
/// <param name="Figure">
/// What the best training from scratch took, as a multiple of the least that transfer took to be as good; null where it never was.
/// </param>
internal sealed record JudgedClaim(string Claim, bool Holds, double? Figure);
