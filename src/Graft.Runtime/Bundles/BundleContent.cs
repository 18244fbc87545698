namespace Graft.Runtime.Bundles;

/// <summary>What goes into a bundle.</summary>
public sealed record BundleContent
{
    /// <summary>What the model is and how it is used.</summary>
    public required BundleConfiguration Configuration { get; init; }

    /// <summary>The model that ONNX Runtime predicts with, as the bytes of its file; needed but with <see cref="WriteAdapters"/>.</summary>
    public ReadOnlyMemory<byte> Onnx { get; init; }

    /// <summary>
    /// Writes the weights in the safetensors format; needed but with <see cref="WriteAdapters"/>. The stream cannot seek.
    /// </summary>
    public Action<Stream>? WriteWeights { get; init; }

    /// <summary>
    /// Writes <see cref="BundleParts.Adapters"/> in the place of a whole model; null where the bundle holds that. The stream cannot seek.
    /// </summary>
    public Action<Stream>? WriteAdapters { get; init; }

    /// <summary>Writes <see cref="BundleParts.Teaching"/>; null where there is none. The stream cannot seek.</summary>
    public Action<Stream>? WriteTeaching { get; init; }

    /// <summary>Every choice of the run that made the model, as JSON; an empty object where there was no such run.</summary>
    public ReadOnlyMemory<byte> Recipe { get; init; } = "{}\n"u8.ToArray();
}
