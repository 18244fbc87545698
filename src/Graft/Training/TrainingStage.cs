namespace Graft.Training;

/// <summary>What a training is doing.</summary>
public enum TrainingStage
{
    /// <summary>The frozen part of the model is run over all samples, once.</summary>
    Features,

    /// <summary>Weights are being changed.</summary>
    Training,

    /// <summary>The validation data are being looked at.</summary>
    Validation,
}
