using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Export;
using Graft.Layers;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;
using Graft.Weights;
using static TorchSharp.torch;

namespace Graft;

/// <summary>Saves models as bundles and loads them again.</summary>
public static class ModelBundle
{
    extension(Model model)
    {
        /// <summary>
        /// Writes the model as a bundle: its graph and weights, to be loaded again and trained on, and what ONNX Runtime
        /// computes with.
        /// </summary>
        /// <param name="path">Where the file shall be; its folder must exist.</param>
        /// <param name="overwrite">Whether a file that is there already may be replaced.</param>
        /// <exception cref="BundleException">The file cannot be written, or is there already and may not be replaced.</exception>
        /// <exception cref="OnnxException">The model cannot be written as ONNX.</exception>
        /// <exception cref="InvalidOperationException">The model does not begin at inputs.</exception>
        public void Save(string path, bool overwrite = false) => model.Save(path, new BundleDetails(), overwrite);

        /// <summary>Writes the model as a bundle that says more about it; with labels it is an image classifier.</summary>
        /// <param name="path">Where the file shall be; its folder must exist.</param>
        /// <param name="details">What the bundle says beside the model.</param>
        /// <param name="overwrite">Whether a file that is there already may be replaced.</param>
        /// <exception cref="ArgumentException">The details are impossible; all that is wrong is named.</exception>
        /// <exception cref="BundleException">The file cannot be written, or is there already and may not be replaced.</exception>
        /// <exception cref="OnnxException">
        /// The model is no image classifier though there are labels, or cannot be written as ONNX.
        /// </exception>
        /// <exception cref="InvalidOperationException">The model does not begin at inputs.</exception>
        public void Save(string path, BundleDetails details, bool overwrite = false)
        {
            ArgumentNullException.ThrowIfNull(model);
            ArgumentException.ThrowIfNullOrEmpty(path);
            ArgumentNullException.ThrowIfNull(details);
            var content = new BundleContent
            {
                Configuration = ConfigurationOf(model, details),
                Onnx = details.Onnx ?? model.ToOnnx(details.Labels, details.Backbone?.Weights?.Hash),
                WriteWeights = model.ToSafetensors().Write,
                WriteTeaching = details.KeptFeatures is { } kept ? kept.Write : null,
                Recipe = Encoding.UTF8.GetBytes(details.Recipe),
            };
            BundleWriter.Write(path, content, overwrite);
        }

        /// <summary>
        /// Writes the model's inference as an ONNX file. With labels it is an image classifier as <see cref="OnnxNames"/>
        /// says; without, its
        /// inputs and outputs are float32, channels last, under the names of their layers.
        /// </summary>
        /// <param name="labels">The names of the classes, in the order of the output.</param>
        /// <param name="weights">The hash of the published weights it stands on; null where there are none.</param>
        /// <param name="features">
        /// A place in the model's graph, <c>[features]</c>, that an image classifier gives as well; null for none.
        /// </param>
        /// <returns>The bytes of the file.</returns>
        /// <exception cref="OnnxException">
        /// The model is no image classifier though there are labels, or cannot be written as ONNX.
        /// </exception>
        public byte[] ToOnnx(
            IReadOnlyList<string>? labels = null, ContentHash? weights = null, Symbol? features = null)
        {
            ArgumentNullException.ThrowIfNull(model);
            using var scope = NewDisposeScope();
            var operations = (features is null ? model : new Model(model.Inputs, [.. model.Outputs, features])).Lower();
            if (labels is not { Count: > 0 })
                return OnnxWriter.WriteModel(operations, Names(model.Inputs), Names(model.Outputs));
            var preprocessing = PreprocessingOf(model)
                ?? throw new OnnxException(
                    $"The model '{model.Name}' does not say how pictures are prepared for it, as an image classifier must: "
                    + "give its Input a preprocessing.");
            return OnnxWriter.WriteClassifier(operations, preprocessing, labels, weights);
        }

        /// <summary>
        /// Loads the model of a bundle: the same graph with the same weights, every layer trainable or not as it was.
        /// </summary>
        /// <param name="path">A <c>.graft</c> file, or a folder that one was unpacked to.</param>
        /// <param name="search">
        /// Where the published network is looked for, where the bundle holds adapters alone; null for what the environment says.
        /// </param>
        /// <exception cref="BundleException">
        /// There is no bundle at the path, it holds no graph of layers, or its weights do not fit the graph.
        /// </exception>
        /// <exception cref="WeightsException">It holds adapters alone, and the weights of their network cannot be had.</exception>
        public static Model Load(string path, WeightsSearch? search = null) => LoadFrom(Bundle.Open(path), search);

        /// <summary>Loads the model of a bundle that is open already.</summary>
        /// <param name="bundle">A bundle.</param>
        /// <param name="search">
        /// Where the published network is looked for, where the bundle holds adapters alone; null for what the environment says.
        /// </param>
        /// <exception cref="BundleException">It holds no graph of layers, or its weights do not fit the graph.</exception>
        /// <exception cref="WeightsException">It holds adapters alone, and the weights of their network cannot be had.</exception>
        public static Model Load(Bundle bundle, WeightsSearch? search = null) => LoadFrom(bundle, search);
    }

    /// <summary>What a bundle says of a model.</summary>
    internal static BundleConfiguration ConfigurationOf(Model model, BundleDetails details) => new()
    {
        CreatedBy = $"{Product.Name} {Product.Version}",
        Task = details.Labels.Count > 0 ? BundleTask.ImageClassification : BundleTask.Model,
        Labels = details.Labels,
        Preprocessing = PreprocessingOf(model),
        Backbone = details.Backbone,
        Head = details.Head,
        Graph = JsonElement.Parse(model.GetConfiguration().ToJsonString()),
        Teaching = details.Teaching,
        Parts = details.Parts,
        Metrics = details.Metrics,
    };

    private static string[] Names(IReadOnlyList<Symbol> places) => [.. places.Select(place => place.Node.Layer.Name)];

    private static Preprocessing? PreprocessingOf(Model model) =>
        model.Inputs is [var only] && only.Node.Layer is Input input ? input.Preprocessing : null;

    private static Model LoadFrom(Bundle bundle, WeightsSearch? search)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        if (bundle.Configuration.Graph is not { ValueKind: JsonValueKind.Object } graph)
            throw new BundleException(
                $"The bundle '{bundle.Path}' holds no graph of layers, so it can be used but not trained on.");
        try
        {
            if (bundle.HoldsAdaptersOnly)
                return AdapterBundle.Load(bundle, graph, search);
            var model = Model.FromConfiguration(JsonObject.Create(graph)!);
            var (path, offset, length) = bundle.Locate(BundleParts.Weights);
            using var weights = WeightsFile.Open(path, offset, length);
            model.LoadWeights(weights, allowUnexpected: false);
            return model;
        }
        catch (Exception e) when (e is ArgumentException or OverflowException
            || (e is WeightsException && !bundle.HoldsAdaptersOnly))
        {
            throw new BundleException($"The model in the bundle '{bundle.Path}' cannot be made: {e.Message}", e);
        }
    }
}
