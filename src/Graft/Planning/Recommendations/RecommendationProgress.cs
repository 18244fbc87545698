namespace Graft.Planning.Recommendations;

/// <summary>What is being done with a backbone.</summary>
public enum RecommendationStage
{
    /// <summary>Its weights are downloaded; counted in bytes.</summary>
    Weights,

    /// <summary>It is run over the sample; counted in pictures.</summary>
    Trunk,

    /// <summary>Heads are found on parts of the sample and judged by the rest; counted in parts.</summary>
    Heads,
}

/// <summary>How far the measuring of a backbone is.</summary>
/// <param name="Backbone">Its name.</param>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">How much of this stage is done.</param>
/// <param name="Total">How much there is; null where that is not known.</param>
/// <param name="Note">A few words on the state; null for none.</param>
public sealed record RecommendationProgress(
    string Backbone, RecommendationStage Stage, long Done, long? Total, string? Note = null);
