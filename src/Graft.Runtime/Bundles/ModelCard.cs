using System.Globalization;
using System.Text;
using Graft.Runtime.Imaging;

namespace Graft.Runtime.Bundles;

/// <summary>What a bundle says of itself to people: its <c>README.md</c>, in Markdown.</summary>
public static class ModelCard
{
    private const int MostClassesShown = 200;

    /// <summary>Writes the card of a model; the same configuration gives the same text.</summary>
    /// <param name="configuration">What the model is and how it is used.</param>
    public static string Of(BundleConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var classifier = configuration.Task == BundleTask.ImageClassification;
        var card = new StringBuilder();
        Line(card, "---");
        Line(card, "library_name: graft");
        if (classifier)
            Line(card, "pipeline_tag: image-classification");
        Line(card, "tags: [graft, onnx]");
        if (configuration.Backbone?.Weights is { ForbidsCommercialUse: true, Licence: { } licence } && licence.All(IsOfIdentifier))
            Line(card, $"license: {licence.ToLowerInvariant()}");
        Line(card, "---");
        Line(card, "");
        Line(card, classifier ? $"# Image classifier, {configuration.Labels.Count} classes" : "# Model");
        AddClasses(card, configuration.Labels);
        AddFigures(card, configuration.Metrics);
        AddOrigin(card, configuration);
        AddLicence(card, configuration.Backbone?.Weights);
        if (configuration.Preprocessing is { } preprocessing)
            AddPreprocessing(card, preprocessing);
        if (configuration.Adapters is { } adapters)
            AddAdapters(card, configuration.Backbone!.Name, adapters);
        else if (classifier)
            AddUse(card);
        AddFiles(card, classifier, configuration);
        return card.ToString();
    }

    private static void AddClasses(StringBuilder card, IReadOnlyList<string> labels)
    {
        if (labels.Count == 0)
            return;
        Heading(card, "Classes");
        Line(card, "In the order of the model's outputs. A picture of none of them is called one of them all the same.");
        Line(card, "");
        for (var i = 0; i < Math.Min(labels.Count, MostClassesShown); i++)
            Line(card, $"{i}. {Code(labels[i])}");
        if (labels.Count > MostClassesShown)
            Line(card, $"\nand {labels.Count - MostClassesShown} more, all in `{BundleParts.Configuration}`.");
    }

    private static void AddFigures(StringBuilder card, BundleMetrics? metrics)
    {
        if (metrics?.Validation is null && metrics?.Test is null)
            return;
        Heading(card, "Figures");
        Line(card, "Measured with the `model.onnx` of this bundle. The test pictures took no part in any choice.");
        Line(card, "");
        Line(card, "| part | pictures | accuracy | loss |");
        Line(card, "| --- | ---: | ---: | ---: |");
        AddFigures(card, "validation", metrics.Validation);
        AddFigures(card, "test", metrics.Test);
    }

    private static void AddFigures(StringBuilder card, string part, PartMetrics? metrics)
    {
        if (metrics is not null)
            Line(card, string.Create(CultureInfo.InvariantCulture,
                $"| {part} | {metrics.Count} | {metrics.Accuracy:0.0000} | {metrics.Loss:0.0000} |"));
    }

    private static void AddOrigin(StringBuilder card, BundleConfiguration configuration)
    {
        Heading(card, "How it was made");
        Line(card, $"- Written by {Code(configuration.CreatedBy)}.");
        if (configuration.Backbone is { } backbone)
            Line(card, $"- Backbone: {Code(backbone.Name)}{(backbone.Weights is null ? ", trained from scratch" : "")}.");
        if (configuration.Backbone?.Weights is { } weights)
        {
            var hash = weights.Hash is null ? "" : $", {weights.Hash.Algorithm} {Code(weights.Hash.Value)}";
            Line(card, $"- Published weights: {Code(weights.File)}{hash}; licence: {weights.Licence ?? "not known"}.");
        }
        if (configuration.Head is { } head)
            Line(card, $"- Head: {Code(head)}.");
        if (configuration.Parts is { } parts)
            Line(card, $"- Pictures: {parts.Train.Count} to train on, {parts.Validation.Count} for validation, "
                + $"{parts.Test.Count} for the test; `{BundleParts.Configuration}` keeps their hashes.");
        if (configuration.Teaching?.Taught is { Count: > 0 } taught)
            Line(card, "- Taught since: "
                + string.Join(", ", taught.Select(one => $"{Code(one.Label)} by {one.Pictures} pictures")) + ".");
        Line(card, $"- Every choice of the run is in `{BundleParts.Recipe}`.");
    }

    private static void AddLicence(StringBuilder card, WeightsIdentity? weights)
    {
        if (weights is not { ForbidsCommercialUse: true, Licence: { } licence })
            return;
        Heading(card, "Licence");
        Line(card, $"The published weights stand under {Code(licence)}, which forbids commercial use: of them, and so of this model.");
        if (WeightsLicence.TextOf(licence) is { } text)
            Line(card, $"Its text: <{text.AbsoluteUri}>.");
    }

    private static void AddPreprocessing(StringBuilder card, Preprocessing preprocessing)
    {
        Heading(card, "How a picture is prepared");
        var size = $"{preprocessing.InputHeight} x {preprocessing.InputWidth} (height x width)";
        var how = $"{Word(preprocessing.Interpolation)}{(preprocessing.Antialias ? " with antialias" : "")}";
        Line(card, (preprocessing.ResizeRule, preprocessing.ResizeSize) switch
        {
            (ResizeRule.ShortSide, var side) =>
                $"Upright by its EXIF tag; the shorter side brought to {side} pixels ({how}); the middle {size} cut out.",
            (_, { } side) =>
                $"Upright by its EXIF tag; both sides brought to {side} pixels, whatever the aspect ratio ({how}); "
                + $"the middle {size} cut out.",
            _ => $"Upright by its EXIF tag; brought to {size}, whatever its aspect ratio ({how}).",
        });
        Line(card, string.Create(CultureInfo.InvariantCulture,
            $"Inside the model: channels in the order {Word(preprocessing.Channels)}; 255 becomes {preprocessing.FullScale}; ")
            + $"{Numbers(preprocessing.Mean)} is subtracted, then divided by {Numbers(preprocessing.StandardDeviation)}.");
    }

    private static void AddUse(StringBuilder card)
    {
        Heading(card, "How to use it");
        Line(card, "With the package `Graft.Runtime`:");
        Line(card, "");
        Line(card, "```csharp");
        Line(card, "using var classifier = ImageClassifier.Open(\"model.graft\");");
        Line(card, "var prediction = classifier.Predict(\"picture.jpg\");");
        Line(card, "Console.WriteLine($\"{prediction.Label} {prediction.Probability:P1}\");");
        Line(card, "```");
        Line(card, "");
        Line(card, "On the command line: `graft predict model.graft picture.jpg`.");
    }

    private static void AddAdapters(StringBuilder card, string backbone, AdapterConfiguration adapters)
    {
        Heading(card, "How to use it");
        Line(card, "It holds the head and what was added to the network alone. On the command line: "
            + "`graft predict model.graft picture.jpg`, where the weights of the backbone are found; "
            + "`graft export` writes a whole model of both.");
        Line(card, "");
        Line(card, $"- Network: {Code(backbone)}, {adapters.Network.Algorithm} of its weights {Code(adapters.Network.Value)}.");
        Line(card, $"- Adapters: {Code(adapters.Kind ?? "none, the head alone")}.");
    }

    private static void AddFiles(StringBuilder card, bool classifier, BundleConfiguration configuration)
    {
        Heading(card, "What lies in it");
        Line(card, "A bundle is a zip, and unpacked a folder of files that other tools read:");
        Line(card, "");
        if (configuration.Adapters is not null)
            Line(card, $"- `{BundleParts.Adapters}`: the adapters and the head under the layers' names.");
        else
        {
            Line(card, $"- `{BundleParts.Onnx}`: for ONNX Runtime." + (classifier
                ? " Input `pixels`, uint8 `[batch, height, width, 3]`, red first, after resize and crop; "
                    + "outputs `probabilities` and `logits`."
                : ""));
            Line(card, $"- `{BundleParts.Weights}`: the weights under the layers' names, to go on training with Graft.");
        }
        Line(card, $"- `{BundleParts.Configuration}`: labels, preprocessing, the graph of layers.");
        Line(card, $"- `{BundleParts.Recipe}`: how to make it again.");
        if (configuration.Teaching is not null)
            Line(card, $"- `{BundleParts.Teaching}`: what the head was found on, so that it can be taught: numbers, "
                + "no pictures.");
    }

    private static void Heading(StringBuilder card, string text) => card.Append("\n## ").Append(text).Append("\n\n");

    private static void Line(StringBuilder card, string text) => card.Append(text).Append('\n');

    // A name may hold anything, Markdown included.
    private static string Code(string text)
    {
        var oneLine = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return oneLine.Contains('`', StringComparison.Ordinal)
            ? $"``` {oneLine.Replace("```", "'''", StringComparison.Ordinal)} ```"
            : $"`{oneLine}`";
    }

    private static bool IsOfIdentifier(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.';

    private static string Numbers(IReadOnlyList<float> values) =>
        "(" + string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture))) + ")";

    private static string Word(Interpolation interpolation) => interpolation.ToString().ToLowerInvariant();

    private static string Word(ChannelOrder order) => order == ChannelOrder.Bgr ? "blue, green, red" : "red, green, blue";
}
