using Graft.Runtime.Bundles;

namespace Graft.Cli.Output;

/// <summary>Says that what a model stands on may not be used commercially.</summary>
internal static class LicenceOfWeights
{
    public static void Tell(Terminal terminal, WeightsIdentity? weights)
    {
        if (weights is { ForbidsCommercialUse: true })
            terminal.Warning(
                $"The model stands on published weights under {weights.Licence}, which forbids commercial use; that goes for the "
                + "model, too, and its card says so.");
    }
}
