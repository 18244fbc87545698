namespace Graft.Planning;

/// <summary>What the making of a classifier is at.</summary>
public enum ClassifierStage
{
    /// <summary>The backbone's weights are downloaded; counted in bytes.</summary>
    Weights,

    /// <summary>The trunk is run over the training and validation pictures; counted in pictures.</summary>
    Trunk,

    /// <summary>Heads that need no epochs are solved for and compared; not counted.</summary>
    HeadSearch,

    /// <summary>The head is trained; counted in epochs.</summary>
    Head,

    /// <summary>What stays frozen in fine-tuning is run once over the pictures; counted in pictures.</summary>
    FrozenPart,

    /// <summary>The last blocks of the backbone are trained with the head; counted in steps.</summary>
    FineTuning,

    /// <summary>Network and head are trained together from random weights; counted in steps.</summary>
    Scratch,

    /// <summary>The finished model is measured on validation and test pictures; counted in pictures.</summary>
    Measuring,
}

/// <summary>How far the making of a classifier is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">How much of this stage is done.</param>
/// <param name="Total">How much there is; null where that is not known.</param>
/// <param name="Note">A few words on the state, such as the loss; null for none.</param>
public sealed record ClassifierProgress(ClassifierStage Stage, long Done, long? Total, string? Note = null);
