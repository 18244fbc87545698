using Graft.Runtime;
using Graft.Runtime.Bundles;

namespace Graft.Cli.Verbs;

/// <summary>A finished classifier ready to be used, whole or put together from its adapters and the published network.</summary>
internal static class FinishedClassifier
{
    /// <exception cref="BundleException">It cannot be used.</exception>
    /// <exception cref="Weights.WeightsException">It holds adapters alone, and the weights of their network cannot be had.</exception>
    public static ImageClassifier Open(Bundle bundle, ClassifierOptions options)
    {
        var configuration = bundle.Configuration;
        return bundle.HoldsAdaptersOnly
            ? ImageClassifier.FromOnnx(OnnxOf(bundle), configuration.Labels, configuration.Preprocessing!, options)
            : ImageClassifier.Open(bundle, options);
    }

    /// <summary>The ONNX model of a bundle that holds adapters alone.</summary>
    public static byte[] OnnxOf(Bundle bundle)
    {
        var configuration = bundle.Configuration;
        return Model.Load(bundle).ToOnnx(configuration.Labels, configuration.Backbone?.Weights?.Hash);
    }
}
