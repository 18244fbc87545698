using Graft.Engine;
using Graft.Layers;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;
using Graft.Trunk;
using static TorchSharp.torch;

namespace Graft.Export;

/// <summary>A classifier whose trunk is computed in 8 bits, and whose head, in float, was fitted on what that gives.</summary>
/// <param name="Classifier">The whole: one input of pictures, one output of classes.</param>
/// <param name="Pass">The pass through its lower part, decided to be computed in 8 bits.</param>
public sealed record IntegerClassifier(Model Classifier, TrunkPass Pass)
{
    private Model Head => new(Pass.Model.Outputs, Classifier.Outputs, "head");

    /// <summary>Writes its inference as an ONNX file, as <see cref="ModelBundle"/> does for one in float.</summary>
    /// <param name="preprocessing">How the values are made from pixels.</param>
    /// <param name="labels">The names of the classes, in the order of the output.</param>
    /// <param name="weights">The hash of the published weights it stands on; null where there are none.</param>
    /// <param name="features">A place in the graph behind the pass that comes out as well; null for none.</param>
    /// <exception cref="InvalidOperationException">The pass is not computed in 8 bits.</exception>
    /// <exception cref="OnnxException">It is no image classifier, or cannot be written as ONNX.</exception>
    public byte[] ToOnnx(
        Preprocessing preprocessing, IReadOnlyList<string> labels, ContentHash? weights = null, Symbol? features = null)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentNullException.ThrowIfNull(labels);
        var quantization = Pass.Decision?.Quantization
            ?? throw new InvalidOperationException("The trunk is not computed in 8 bits.");
        using var scope = NewDisposeScope();
        var head = features is null ? Head : new Model(Pass.Model.Outputs, [.. Classifier.Outputs, features], "head");
        var network = IntegerGraph.Of(Pass.Model.Lower(), quantization, head.Lower);
        return OnnxWriter.WriteClassifier(network, preprocessing, labels, weights);
    }

    /// <summary>The probabilities that it gives in training.</summary>
    /// <param name="pixels">Resized pictures as <see cref="TrunkPass"/> takes them; at most a batch of its.</param>
    /// <param name="preprocessing">How the values are made from pixels.</param>
    /// <returns><c>[count, classes]</c>.</returns>
    public float[] Probabilities(ReadOnlySpan<byte> pixels, Preprocessing preprocessing)
    {
        var features = Pass.Run(pixels, preprocessing);
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        Tensor[] inputs = [.. features.Select(array =>
            Layout.FromLogical(tensor(array.Values, [.. array.Shape.Select(length => (long)length)])))];
        var output = Head.ForwardPreactivations(inputs, ForwardContext.Inference)[0];
        return output.Value.softmax(-1).contiguous().data<float>().ToArray();
    }
}
