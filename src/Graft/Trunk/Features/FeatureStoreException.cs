namespace Graft.Trunk.Features;

/// <summary>The feature store cannot be had as it was asked for.</summary>
public sealed class FeatureStoreException(string message) : Exception(message);
