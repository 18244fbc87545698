namespace Graft.Runtime.Imaging;

/// <summary>How a picture is brought to the size that a network wants.</summary>
public enum ResizeRule
{
    /// <summary>The whole picture is stretched to the input's size; its aspect ratio is not kept (Keras).</summary>
    Squash,

    /// <summary>The shorter side is brought to <see cref="Preprocessing.ResizeSize"/>, then the middle is cut out (torchvision, timm).</summary>
    ShortSide,
}

/// <summary>How a resized pixel is computed from the pixels around it.</summary>
public enum Interpolation
{
    /// <summary>The nearest pixel.</summary>
    Nearest,

    /// <summary>The mean of the pixels below.</summary>
    Box,

    /// <summary>Linear in both directions.</summary>
    Bilinear,

    /// <summary>A Hamming window.</summary>
    Hamming,

    /// <summary>Cubic convolution, a = -0.5.</summary>
    Bicubic,

    /// <summary>A Lanczos window of three lobes.</summary>
    Lanczos,
}

/// <summary>The order of the channels that a network was trained with.</summary>
public enum ChannelOrder
{
    /// <summary>Red first.</summary>
    Rgb,

    /// <summary>Blue first (networks converted from Caffe, among them Keras's VGG).</summary>
    Bgr,
}

/// <summary>
/// From a decoded picture to a network's input: resize, crop, channel order, normalisation. Belongs to a set of published
/// weights and travels with every model that is made from them.
/// </summary>
public sealed record Preprocessing
{
    /// <summary>Height of the network's input in pixels.</summary>
    public required int InputHeight { get; init; }

    /// <summary>Width of the network's input in pixels.</summary>
    public required int InputWidth { get; init; }

    /// <summary>How the picture is brought to that size.</summary>
    public ResizeRule Resize { get; init; } = ResizeRule.Squash;

    /// <summary>The shorter side after resizing, before the crop, in pixels; used by <see cref="ResizeRule.ShortSide"/> alone.</summary>
    public int? ResizeSize { get; init; }

    /// <summary>How pixels are interpolated.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>Whether shrinking takes all pixels into account, as Pillow does; without it, only the nearest (<c>tf.image.resize</c>).</summary>
    public bool Antialias { get; init; } = true;

    /// <summary>The order of the channels in the network's input.</summary>
    public ChannelOrder Channels { get; init; } = ChannelOrder.Rgb;

    /// <summary>The value of a full channel (255) before mean and deviation: 1 for values from 0 to 1, 255 where they stay as they are.</summary>
    public float FullScale { get; init; } = 1f;

    /// <summary>Subtracted from each channel after scaling, in the input's channel order.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0f, 0f, 0f];

    /// <summary>Each channel is divided by it after the mean is subtracted, in the input's channel order.</summary>
    public IReadOnlyList<float> StandardDeviation { get; init; } = [1f, 1f, 1f];
}
