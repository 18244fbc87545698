using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Graft.Layers;

/// <summary>Makes a map larger by whole factors.</summary>
public sealed class UpSampling2D : UnaryLayer
{
    /// <summary>An upsampling.</summary>
    /// <param name="size">The factor, in both directions; 2 where left out.</param>
    /// <param name="interpolation"><c>"nearest"</c> or <c>"bilinear"</c> (half-pixel centres, as Keras).</param>
    /// <param name="name">The layer's name.</param>
    public UpSampling2D(Size2D? size = null, string interpolation = "nearest", string? name = null) : base(name)
    {
        Size = size ?? 2;
        ArgumentOutOfRangeException.ThrowIfLessThan(Size.Height, 1, nameof(size));
        ArgumentOutOfRangeException.ThrowIfLessThan(Size.Width, 1, nameof(size));
        Interpolation = interpolation is "nearest" or "bilinear"
            ? interpolation
            : throw new ArgumentException(
                $"The interpolation is \"nearest\" or \"bilinear\"; given: \"{interpolation}\".", nameof(interpolation));
    }

    /// <summary>The factor.</summary>
    public Size2D Size { get; }

    /// <summary><c>"nearest"</c> or <c>"bilinear"</c>.</summary>
    public string Interpolation { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireMap(input);
        return Shape.Of((long)input[0] * Size.Height, (long)input[1] * Size.Width, input.Channels);
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new() { ["size"] = Size.Json(), ["interpolation"] = Interpolation };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var mode = Interpolation == "nearest" ? InterpolationMode.Nearest : InterpolationMode.Bilinear;
        long[] size = [input.shape[2] * Size.Height, input.shape[3] * Size.Width];
        return Layout.ChannelsLast(
            functional.interpolate(input, size, mode: mode, align_corners: mode == InterpolationMode.Bilinear ? false : null))
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return writer.Upsample(input, Size, bilinear: Interpolation == "bilinear");
    }

    internal static UpSampling2D FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Size("size"), configuration.Text("interpolation"), name);
}
