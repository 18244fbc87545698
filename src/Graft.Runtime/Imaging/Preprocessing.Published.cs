namespace Graft.Runtime.Imaging;

public sealed partial record Preprocessing
{
    /// <summary>The mean of ImageNet's pictures in red, green and blue, from 0 to 1.</summary>
    public static IReadOnlyList<float> ImageNetMean { get; } = [0.485f, 0.456f, 0.406f];

    /// <summary>The standard deviation of ImageNet's pictures in red, green and blue, from 0 to 1.</summary>
    public static IReadOnlyList<float> ImageNetStandardDeviation { get; } = [0.229f, 0.224f, 0.225f];

    /// <summary>
    /// What <c>keras.utils.load_img</c> with <c>interpolation="bilinear"</c> and a network's <c>preprocess_input</c> do: the
    /// whole picture stretched to the input's size.
    /// </summary>
    /// <param name="mode">
    /// The network's mode: <c>caffe</c> (blue first, ImageNet's mean subtracted from 0..255; VGG, ResNet), <c>tf</c> (from -1 to
    /// 1; MobileNet, Inception, Xception), <c>torch</c> (ImageNet's mean and deviation; DenseNet), or <c>none</c> (0..255, for
    /// networks that normalise inside; EfficientNet, ConvNeXt).
    /// </param>
    /// <param name="height">The input's height in pixels.</param>
    /// <param name="width">The input's width in pixels.</param>
    /// <exception cref="ArgumentException">The mode is unknown.</exception>
    public static Preprocessing Keras(string mode, int height, int width)
    {
        var plain = new Preprocessing { InputHeight = height, InputWidth = width, FullScale = 255f };
        return mode switch
        {
            "caffe" => plain with { Channels = ChannelOrder.Bgr, Mean = [103.939f, 116.779f, 123.68f] },
            "tf" => plain with { FullScale = 2f, Mean = [1f, 1f, 1f] },
            "torch" => plain with { FullScale = 1f, Mean = ImageNetMean, StandardDeviation = ImageNetStandardDeviation },
            "none" => plain,
            _ => throw new ArgumentException($"'{mode}' is no mode of Keras; known are: caffe, tf, torch, none.", nameof(mode)),
        };
    }

    /// <summary>
    /// torchvision's preset for classification: the shorter side resized, the middle cut out, ImageNet's mean and deviation.
    /// </summary>
    /// <param name="inputSize">The input's height and width in pixels.</param>
    /// <param name="resizeSize">The shorter side before the crop, in pixels.</param>
    /// <param name="interpolation">How pixels are interpolated.</param>
    public static Preprocessing Torchvision(
        int inputSize = 224, int resizeSize = 256, Interpolation interpolation = Interpolation.Bilinear) => new()
        {
            InputHeight = inputSize,
            InputWidth = inputSize,
            ResizeRule = ResizeRule.ShortSide,
            ResizeSize = resizeSize,
            Interpolation = interpolation,
            Mean = ImageNetMean,
            StandardDeviation = ImageNetStandardDeviation,
        };

    /// <summary>timm's evaluation transform with <c>crop_mode</c> center, ImageNet's mean and deviation.</summary>
    /// <param name="height">The input's height in pixels.</param>
    /// <param name="width">The input's width in pixels.</param>
    /// <param name="cropFraction">
    /// Which part of the resized picture's side is kept (timm's <c>crop_pct</c>), above 0, at most 1.
    /// </param>
    /// <param name="interpolation">How pixels are interpolated.</param>
    /// <param name="rule">How the picture is resized; <see cref="ResizeRule.Squash"/> is timm's <c>crop_mode</c> squash.</param>
    public static Preprocessing Timm(
        int height,
        int width,
        double cropFraction = 0.875,
        Interpolation interpolation = Interpolation.Bicubic,
        ResizeRule rule = ResizeRule.ShortSide)
    {
        if (cropFraction is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(
                nameof(cropFraction), cropFraction, "The crop fraction is above 0 and at most 1.");
        return new()
        {
            InputHeight = height,
            InputWidth = width,
            ResizeRule = rule,
            ResizeSize = (int)Math.Floor(Math.Min(height, width) / cropFraction),
            Interpolation = interpolation,
            Mean = ImageNetMean,
            StandardDeviation = ImageNetStandardDeviation,
        };
    }
}
