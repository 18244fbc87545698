namespace Graft.Training;

/// <summary>What one epoch came to.</summary>
/// <param name="Epoch">The epoch's number, from 0 on.</param>
/// <param name="Values">
/// Means over the epoch: <c>loss</c> and the metrics as training saw them, and with <c>val_</c> before their names those of the
/// validation data after the epoch.
/// </param>
/// <param name="LearningRate">The learning rate after the epoch's last step.</param>
/// <param name="Duration">How long the epoch took, validation included.</param>
public sealed record EpochResult(int Epoch, IReadOnlyDictionary<string, double> Values, double LearningRate, TimeSpan Duration)
{
    /// <summary>One value by its name.</summary>
    /// <exception cref="KeyNotFoundException">The training did not report this value; the message names those it did.</exception>
    public double this[string name] => Values.TryGetValue(name, out var value)
        ? value
        : throw new KeyNotFoundException($"There is no value '{name}'. Reported were {string.Join(", ", Values.Keys)}.");
}
