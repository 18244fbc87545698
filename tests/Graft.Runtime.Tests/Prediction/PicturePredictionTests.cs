using Graft.Runtime.Imaging;

namespace Graft.Runtime.Tests.Prediction;

public sealed class PicturePredictionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageClassifier classifier;

    public PicturePredictionTests()
    {
        TinyModel.WriteBundle(folder.File("colours.graft"));
        classifier = ImageClassifier.Open(folder.File("colours.graft"));
    }

    public void Dispose()
    {
        classifier.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Three_lines_are_enough()
    {
        File.WriteAllBytes(folder.File("rose.png"), Png(30, 20, 200, 40, 10));

        using var classifier = ImageClassifier.Open(folder.File("colours.graft"));
        var prediction = classifier.Predict(folder.File("rose.png"));
        var line = FormattableString.Invariant($"{prediction.Label} {prediction.Probability:P1}");

        Assert.Equal("red 100.0 %", line);
        Assert.Equal(line, prediction.ToString());
    }

    [Fact]
    public void A_file_a_stream_and_bytes_give_the_same()
    {
        var png = Png(31, 17, 90, 100, 95);
        File.WriteAllBytes(folder.File("picture"), png);
        var expected = TinyModel.Expected([.. Enumerable.Range(0, 24).SelectMany(_ => new byte[] { 90, 100, 95 })]).Probabilities;
        using var whole = new MemoryStream(png);
        using var dripping = new DrippingStream(png);
        using var behind = new MemoryStream([1, 2, 3, .. png]) { Position = 3 };
        foreach (var prediction in new[]
        {
            classifier.Predict(folder.File("picture")),
            classifier.Predict(whole),
            classifier.Predict(dripping),
            classifier.Predict(behind),
            classifier.Predict(png),
            classifier.Predict(PictureDecoder.Decode(png)),
        })
            Close.Absolute(expected, [.. prediction.Probabilities], 1e-6, "probabilities");
    }

    [Fact]
    public void A_picture_is_prepared_as_the_bundle_says()
    {
        var picture = new Picture(37, 23, [.. Formula.Unit("picture", 37 * 23 * 3).Select(v => (byte)((v + 1) * 127))]);
        var small = TinyModel.Preprocessing.Resize(picture);
        var expected = TinyModel.Expected(small.Pixels).Probabilities;
        Close.Absolute(expected, [.. classifier.Predict(picture).Probabilities], 1e-6, "probabilities");
    }

    [Fact]
    public void A_picture_that_cannot_be_used_is_named()
    {
        File.WriteAllText(folder.File("notes.jpg"), "these are notes");
        File.WriteAllBytes(folder.File("cut.png"), Png(30, 20, 1, 2, 3)[..60]);
        foreach (var name in new[] { "notes.jpg", "cut.png", "missing.jpg" })
            Assert.Contains(name, Assert.Throws<PictureException>(() => classifier.Predict(folder.File(name))).Message);
        Assert.Throws<PictureException>(() => classifier.Predict(folder.Path));
        Assert.Throws<PictureException>(() => classifier.Predict(Array.Empty<byte>()));
        using var empty = new MemoryStream();
        Assert.Throws<PictureException>(() => classifier.Predict(empty));
    }

    [Fact]
    public void Limits_hold_for_streams_that_do_not_say_how_long_they_are()
    {
        var options = new ClassifierOptions { PictureLimits = new PictureLimits { MaximumBytes = 100_000 } };
        using var strict = ImageClassifier.Open(folder.File("colours.graft"), options);
        using var endless = new DrippingStream(null);
        Assert.Contains("limit", Assert.Throws<PictureException>(() => strict.Predict(endless)).Message);
        using var fits = new DrippingStream(Png(30, 20, 200, 40, 10));
        Assert.Equal("red", strict.Predict(fits).Label);
    }

    internal static byte[] Png(int width, int height, byte red, byte green, byte blue)
    {
        var pixels = Enumerable.Range(0, width * height).SelectMany(_ => new[] { red, green, blue }).ToArray();
        using var image = NetVips.Image.NewFromMemory(pixels, width, height, 3, NetVips.Enums.BandFormat.Uchar);
        return image.PngsaveBuffer();
    }

    /// <summary>Gives a few bytes at a time and cannot say how many there are; without content it never ends.</summary>
    private sealed class DrippingStream(byte[]? content) : Stream
    {
        private int position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            count = Math.Min(count, 4099);
            if (content is not null)
            {
                count = Math.Min(count, content.Length - position);
                content.AsSpan(position, count).CopyTo(buffer.AsSpan(offset));
            }
            position += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
