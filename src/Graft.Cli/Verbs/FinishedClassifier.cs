using Graft.Runtime;
using Graft.Runtime.Bundles;
using Graft.Weights;

namespace Graft.Cli.Verbs;

/// <summary>A finished classifier ready to be used, whole or put together from its adapters and the published network.</summary>
internal static class FinishedClassifier
{
    /// <param name="bundle">The classifier.</param>
    /// <param name="options">How it is used.</param>
    /// <param name="acceptedLicences">Licences under which the published network may be used.</param>
    /// <exception cref="BundleException">It cannot be used.</exception>
    /// <exception cref="WeightsException">It holds adapters alone, and the weights of their network cannot be had.</exception>
    public static ImageClassifier Open(Bundle bundle, ClassifierOptions options, IReadOnlyList<string>? acceptedLicences)
    {
        var configuration = bundle.Configuration;
        return bundle.HoldsAdaptersOnly
            ? ImageClassifier.FromOnnx(
                OnnxOf(bundle, acceptedLicences), configuration.Labels, configuration.Preprocessing!, options)
            : ImageClassifier.Open(bundle, options);
    }

    /// <summary>The ONNX model of a bundle that holds adapters alone.</summary>
    public static byte[] OnnxOf(Bundle bundle, IReadOnlyList<string>? acceptedLicences)
    {
        var configuration = bundle.Configuration;
        return Whole(bundle, acceptedLicences).ToOnnx(configuration.Labels, configuration.Backbone?.Weights?.Hash);
    }

    /// <summary>The graph with its weights, those of the published network looked for where it holds adapters alone.</summary>
    public static Model Whole(Bundle bundle, IReadOnlyList<string>? acceptedLicences) => bundle.HoldsAdaptersOnly
        ? Model.Load(bundle, WeightsSearch.FromEnvironment() with { AcceptedLicences = acceptedLicences ?? [] })
        : Model.Load(bundle);
}
