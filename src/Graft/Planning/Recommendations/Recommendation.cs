using Graft.Data;

namespace Graft.Planning.Recommendations;

/// <summary>What was found out about backbones on a dataset.</summary>
public sealed record Recommendation
{
    /// <summary>What counted most.</summary>
    public required BackbonePreference Preference { get; init; }

    /// <summary>The backbones that were measured, the recommended one first; at least one.</summary>
    public required IReadOnlyList<MeasuredBackbone> Candidates { get; init; }

    /// <summary>Those that were not, each with the reason.</summary>
    public required IReadOnlyList<UnmeasuredBackbone> NotMeasured { get; init; }

    /// <summary>How many training pictures judged them.</summary>
    public required int Pictures { get; init; }

    /// <summary>The sampled pictures that cannot be used, each with its reason.</summary>
    public required IReadOnlyList<UnusablePicture> Unusable { get; init; }

    /// <summary>How many pictures were sampled, usable or not.</summary>
    public required int Sampled { get; init; }

    /// <summary>The backbone that is recommended.</summary>
    public MeasuredBackbone Recommended => Candidates[0];
}

/// <summary>A backbone that was measured.</summary>
/// <param name="Backbone">Its name.</param>
/// <param name="Accuracy">
/// The share of pictures that are told rightly by a closed-form head on its features that has not seen them, from 0 to 1.
/// </param>
/// <param name="Low">The lower end of that accuracy's interval of 95 %.</param>
/// <param name="High">Its upper end.</param>
/// <param name="FeaturesPerSecond">Pictures a second inside the network, on this machine, decoding left out.</param>
/// <param name="Bytes">What its weights take in a finished model, without the published classifier, in 32 bits each.</param>
/// <param name="Features">Numbers of a picture that a head may see: the means of all blocks.</param>
/// <param name="DType">The type of the numbers that it computed with.</param>
/// <param name="Rank">Its place, from 1.</param>
/// <param name="TiedWithBest">
/// Whether the most accurate one is not better by more than chance, on the same pictures; true of that one itself.
/// </param>
/// <param name="Seconds">How long its measuring took.</param>
/// <param name="Warning">What a person should know about its weights file, or null.</param>
public sealed record MeasuredBackbone(
    string Backbone, double Accuracy, double Low, double High, double FeaturesPerSecond, long Bytes, int Features, string DType,
    int Rank, bool TiedWithBest, double Seconds, string? Warning = null);

/// <summary>A backbone that was not measured.</summary>
/// <param name="Backbone">Its name.</param>
/// <param name="Why">Why, and where something helps, what.</param>
/// <param name="Failed">Whether something is wrong with it, such as a broken file of weights.</param>
/// <param name="PredictedSeconds">How long its measuring would have taken; null where that was not predicted.</param>
public sealed record UnmeasuredBackbone(string Backbone, string Why, bool Failed = false, double? PredictedSeconds = null);
