using CsCheck;
using Graft.Runtime.Imaging;

namespace Graft.Runtime.Tests.Imaging;

public sealed class PreprocessingTests
{
    private static readonly Gen<Preprocessing> Valid =
        from height in Gen.Int[1, 300]
        from width in Gen.Int[1, 300]
        from rule in Gen.Enum<ResizeRule>()
        from size in Gen.Int[1, 400]
        from interpolation in Gen.Enum<Interpolation>()
        from channels in Gen.Enum<ChannelOrder>()
        from numbers in Gen.Float[0.001f, 255f].Array[7]
        select new Preprocessing
        {
            InputHeight = height,
            InputWidth = width,
            ResizeRule = rule,
            ResizeSize = rule == ResizeRule.ShortSide || size % 2 == 0 ? size : null,
            Interpolation = interpolation,
            Antialias = interpolation is Interpolation.Box or Interpolation.Hamming || size % 3 == 0,
            Channels = channels,
            FullScale = numbers[0],
            Mean = numbers[1..4],
            StandardDeviation = numbers[4..7],
        };

    [Fact]
    public void Settings_come_back_from_json_as_they_were() =>
        Valid.Sample(settings => Preprocessing.FromJson(settings.ToJson()) == settings);

    [Fact]
    public void Json_has_the_names_that_other_programs_read()
    {
        string[] settings =
        [
            "'inputHeight':224", "'inputWidth':224", "'resizeRule':'shortSide'", "'resizeSize':256", "'interpolation':'bilinear'",
            "'antialias':true", "'channels':'rgb'", "'fullScale':1", "'mean':[0.485,0.456,0.406]",
            "'standardDeviation':[0.229,0.224,0.225]",
        ];
        Assert.Equal($"{{{string.Join(',', settings).Replace('\'', '"')}}}", Preprocessing.Torchvision().ToJson());
    }

    [Theory]
    [InlineData("{}", "inputHeight")]
    [InlineData("null", "null")]
    [InlineData("[1", "cannot be read")]
    [InlineData("""{"inputHeight":1,"inputWidth":1,"resizeRule":"stretch"}""", "resizeRule")]
    public void Json_that_holds_no_settings_is_refused(string json, string word) =>
        Assert.Contains(word, Assert.Throws<FormatException>(() => Preprocessing.FromJson(json)).Message);

    [Fact]
    public void Json_that_lacks_a_setting_is_refused()
    {
        var json = Preprocessing.Torchvision().ToJson().Replace("\"antialias\":true,", "", StringComparison.Ordinal);
        Assert.Contains("antialias", Assert.Throws<FormatException>(() => Preprocessing.FromJson(json)).Message);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var wrong = new Preprocessing
        {
            InputHeight = 0,
            InputWidth = 20_000,
            ResizeRule = ResizeRule.ShortSide,
            Interpolation = Interpolation.Hamming,
            Antialias = false,
            Channels = (ChannelOrder)7,
            FullScale = float.NaN,
            Mean = [1f],
            StandardDeviation = [1f, 0f, 1f],
        };
        Assert.Equal(7, wrong.Problems().Count);
        var message = Assert.Throws<InvalidOperationException>(() => wrong.Resize(new Picture(1, 1, new byte[3]))).Message;
        Assert.All(wrong.Problems(), problem => Assert.Contains(problem, message));
        Assert.Empty(Preprocessing.Keras("caffe", 150, 150).Problems());
    }

    [Fact]
    public void Any_picture_gets_the_inputs_size() =>
        Gen.Select(Valid, Gen.Int[1, 90], Gen.Int[1, 90]).Sample((settings, width, height) =>
        {
            var resized = settings.Resize(new Picture(width, height, new byte[3 * width * height]));
            return resized.Width == settings.InputWidth && resized.Height == settings.InputHeight;
        }, iter: 300);

    [Fact]
    public void A_very_narrow_picture_is_resized_where_it_can_be_and_refused_where_not()
    {
        var settings = Preprocessing.Torchvision();
        var line = Enumerable.Range(0, 3 * 65_535).Select(i => (byte)(i / 3 / 256)).ToArray();
        var middle = settings.Resize(new Picture(65_535, 1, line));
        Assert.Equal((224, 224), (middle.Width, middle.Height));
        Assert.DoesNotContain(middle.Pixels, value => value is not (127 or 128));
        Assert.Throws<PictureException>(() => settings.Resize(new Picture(1, 1 << 20, new byte[3 << 20])));
    }

    [Fact]
    public void A_picture_smaller_than_the_crop_lies_in_the_middle_of_black()
    {
        var settings = Preprocessing.Torchvision(inputSize: 5, resizeSize: 2);
        var picture = settings.Resize(new Picture(2, 2, Enumerable.Repeat((byte)9, 12).ToArray()));
        for (var y = 0; y < 5; y++)
            for (var x = 0; x < 5; x++)
                Assert.Equal(x is 1 or 2 && y is 1 or 2 ? 9 : 0, picture.Pixels[3 * (5 * y + x)]);
    }

    [Fact]
    public void Another_input_size_cuts_off_as_much()
    {
        Assert.Equal(171, Preprocessing.Torchvision().ForInput(150, 150).ResizeSize);
        Assert.Equal(219, Preprocessing.Torchvision().ForInput(256, 192).ResizeSize);
        Assert.Null(Preprocessing.Keras("tf", 224, 224).ForInput(96, 96).ResizeSize);
    }

    [Fact]
    public void Normalising_into_a_place_of_another_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => Preprocessing.Torchvision().Normalize(new byte[6], new float[3]));

    [Fact]
    public void An_unknown_mode_of_Keras_is_refused() =>
        Assert.Contains("caffe", Assert.Throws<ArgumentException>(() => Preprocessing.Keras("pytorch", 1, 1)).Message);
}
