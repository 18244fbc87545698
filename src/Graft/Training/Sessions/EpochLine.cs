using System.Globalization;

namespace Graft.Training.Sessions;

/// <summary>An epoch in one line for people.</summary>
internal static class EpochLine
{
    /// <summary>
    /// As in <c>Epoch 3/10 - 1.2 s - loss: 0.1234 - accuracy: 0.9876 - val_loss: 0.2345 - val_accuracy: 0.9012</c>.
    /// </summary>
    public static string Of(EpochResult epoch, int epochs)
    {
        var invariant = CultureInfo.InvariantCulture;
        var values = epoch.Values.Select(value => string.Create(invariant, $" - {value.Key}: {value.Value:0.0000}"));
        var head = string.Create(invariant, $"Epoch {epoch.Epoch + 1}/{epochs} - {epoch.Duration.TotalSeconds:0.0} s");
        return head + string.Concat(values);
    }
}
