namespace Graft.Training.Callbacks;

/// <summary>Which way a monitored value should go.</summary>
public enum MonitorMode
{
    /// <summary>Down for losses, up for the other metrics that have a name in Keras.</summary>
    Auto,

    /// <summary>Smaller is better.</summary>
    Min,

    /// <summary>Larger is better.</summary>
    Max,
}
