using System.Text.Json.Serialization;

namespace Graft.Runtime.Imaging;

/// <summary>
/// From a decoded picture to a network's input: resize, crop, channel order, normalisation. Belongs to a set of published
/// weights and travels with every model that is made from them.
/// </summary>
public sealed partial record Preprocessing
{
    /// <summary>Height of the network's input in pixels.</summary>
    public required int InputHeight { get; init; }

    /// <summary>Width of the network's input in pixels.</summary>
    public required int InputWidth { get; init; }

    /// <summary>How the picture is brought to that size.</summary>
    [JsonRequired]
    public ResizeRule ResizeRule { get; init; } = ResizeRule.Squash;

    /// <summary>
    /// The size in pixels to which the picture is brought before the middle is cut out: its shorter side's
    /// (<see cref="ResizeRule.ShortSide"/>), or both sides' (<see cref="ResizeRule.Squash"/>; with null nothing is cut off).
    /// For an input that is not square it goes with the input's shorter side, and the longer one is enlarged alike.
    /// </summary>
    public int? ResizeSize { get; init; }

    /// <summary>How pixels are interpolated.</summary>
    [JsonRequired]
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>
    /// Whether shrinking takes all pixels into account, as Pillow does; without it only the nearest count, as in
    /// <c>tf.image.resize</c>, which Keras's datasets use.
    /// </summary>
    [JsonRequired]
    public bool Antialias { get; init; } = true;

    /// <summary>The order of the channels in the network's input.</summary>
    [JsonRequired]
    public ChannelOrder Channels { get; init; } = ChannelOrder.Rgb;

    /// <summary>
    /// The value of a full channel (255) before mean and deviation: 1 for values from 0 to 1, 255 where they stay as they are.
    /// </summary>
    [JsonRequired]
    public float FullScale { get; init; } = 1f;

    /// <summary>Subtracted from each channel after scaling, in the input's channel order.</summary>
    [JsonRequired]
    public IReadOnlyList<float> Mean { get; init; } = [0f, 0f, 0f];

    /// <summary>Each channel is divided by it after the mean is subtracted, in the input's channel order.</summary>
    [JsonRequired]
    public IReadOnlyList<float> StandardDeviation { get; init; } = [1f, 1f, 1f];

    /// <summary>Resizes and crops a picture to the input's size; normalisation is left out.</summary>
    /// <param name="picture">A decoded picture of any size.</param>
    /// <returns>
    /// A picture of <see cref="InputHeight"/> x <see cref="InputWidth"/>, red first: what an exported model takes.
    /// </returns>
    /// <remarks>Where the resized picture is smaller than the input, it lies in the middle of black, as in torchvision.</remarks>
    /// <exception cref="InvalidOperationException">These settings are not valid; every problem is named.</exception>
    /// <exception cref="PictureException">The picture is so narrow that it would become millions of pixels long.</exception>
    public Picture Resize(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Validate();
        return new PreprocessingGeometry(this).Apply(picture);
    }

    /// <summary>Decodes a picture file and brings it to the input's size; the decoded picture itself is not kept.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="limits">What it may cost; <see cref="PictureLimits.Default"/> where none are given.</param>
    /// <returns>The same as <see cref="PictureDecoder.Decode"/> and <see cref="Resize"/> give, sooner.</returns>
    /// <exception cref="PictureException">The file is no picture that can be used.</exception>
    /// <exception cref="InvalidOperationException">
    /// These settings are not valid, or the native library of libvips is missing on this machine.
    /// </exception>
    public Picture Prepare(ReadOnlyMemory<byte> file, PictureLimits? limits = null)
    {
        Validate();
        using var picture = PictureDecoder.Open(file, limits, rented: true);
        return new PreprocessingGeometry(this).Apply(picture.View);
    }

    /// <summary>Brings the pixels of pictures to the values that the network was trained with.</summary>
    /// <param name="pixels">Values <c>[..., height, width, 3]</c> from 0 to 255, red first.</param>
    /// <param name="destination">As many values, in the network's channel order.</param>
    /// <exception cref="ArgumentException">The lengths differ, or are no multiple of 3.</exception>
    /// <exception cref="InvalidOperationException">These settings are not valid; every problem is named.</exception>
    public void Normalize(ReadOnlySpan<byte> pixels, Span<float> destination)
    {
        if (pixels.Length != destination.Length || pixels.Length % 3 != 0)
            throw new ArgumentException(
                $"{pixels.Length} pixel values do not fit a destination of {destination.Length}, or are no multiple of 3.",
                nameof(destination));
        Validate();
        new PixelNormalization(this).Run(pixels, destination);
    }

    /// <summary>
    /// The same for another input size; <see cref="ResizeSize"/> changes in proportion, so that as much is cut off.
    /// </summary>
    /// <param name="height">The input's new height in pixels.</param>
    /// <param name="width">The input's new width in pixels.</param>
    public Preprocessing ForInput(int height, int width) => this with
    {
        InputHeight = height,
        InputWidth = width,
        ResizeSize = ResizeSize is { } size
            ? (int)Math.Round((double)size * Math.Min(height, width) / Math.Min(InputHeight, InputWidth))
            : null,
    };

    /// <summary>Two are equal if all settings are, the numbers in the lists included.</summary>
    public bool Equals(Preprocessing? other) => other is not null
        && Scalars == other.Scalars
        && Mean.SequenceEqual(other.Mean)
        && StandardDeviation.SequenceEqual(other.StandardDeviation);

    /// <inheritdoc/>
    public override int GetHashCode() => Scalars.GetHashCode();

    private (int, int, ResizeRule, int?, Interpolation, bool, ChannelOrder, float) Scalars =>
        (InputHeight, InputWidth, ResizeRule, ResizeSize, Interpolation, Antialias, Channels, FullScale);
}
