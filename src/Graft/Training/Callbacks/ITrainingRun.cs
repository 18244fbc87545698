namespace Graft.Training.Callbacks;

/// <summary>What a callback sees of a running <c>Fit</c>, and what it may change.</summary>
public interface ITrainingRun
{
    /// <summary>The model that is trained.</summary>
    Model Model { get; }

    /// <summary>The number of epochs that were asked for.</summary>
    int Epochs { get; }

    /// <summary>What the epochs that are finished came to.</summary>
    History History { get; }

    /// <summary>The names of the values that each epoch ends with, <c>loss</c> and <c>val_accuracy</c> for instance.</summary>
    IReadOnlyList<string> ValueNames { get; }

    /// <summary>The learning rate of the next step.</summary>
    /// <exception cref="TrainingException">Set, while a schedule decides; or the value is negative or not finite.</exception>
    double LearningRate { get; set; }

    /// <summary>Ends training: at once where a step asks for it, else after this epoch.</summary>
    /// <param name="reason">Why, in one sentence for people.</param>
    void Stop(string reason);

    /// <summary>Keeps a copy of all weights that training may change; the copy is given up when training ends.</summary>
    IWeightSnapshot TakeSnapshot();

    /// <summary>
    /// Looks at the validation data with the weights as they are now: their values by name, <c>val_loss</c> for instance; none
    /// without validation data.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    IReadOnlyDictionary<string, double> Evaluate();
}
