using CsCheck;
using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Engine;
using Graft.Layers;
using Graft.Runtime.Imaging;

namespace Graft.Tests.Data.Augmentation;

public sealed class AugmenterTests
{
    private static readonly Preprocessing Input = new() { InputHeight = 24, InputWidth = 32, FullScale = 255 };

    private static readonly PictureAugmentation[] All =
    [
        new RandomMirror(0.5, 0.5), new RandomAffine(30, 0.2, 0.5, 2, 20), new ColorJitter(1, 1, 1, 0.5),
        new RandomBlur(1, 0.1, 9),
        new RandomErasing(1), new RandAugment(3, 30), new TrivialAugment(), new AugMix(10),
    ];

    private static readonly PictureHash Hash = PictureHash.Of("a picture"u8);

    private readonly PictureTree tree = new();

    [Theory]
    [InlineData(AugmentationPreset.Light)]
    [InlineData(AugmentationPreset.Standard)]
    [InlineData(AugmentationPreset.Strong)]
    public void A_view_hangs_on_seed_picture_and_number_alone(AugmentationPreset preset)
    {
        var (augmenter, picture) = (Augmenter.Of(preset), Noise(60, 50));
        byte[] View(long seed, long view, PictureHash? hash = null) =>
            augmenter.View(picture, Input, seed, hash ?? Hash, view).Pixels;

        Assert.Equal(View(1, 2), View(1, 2));
        Assert.Equal(24 * 32 * 3, View(1, 2).Length);
        Assert.Equal(4, new[] { View(1, 2), View(2, 2), View(1, 3), View(1, 2, PictureHash.Of("another"u8)) }
            .Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void Without_augmentation_a_view_is_what_prediction_sees()
    {
        var picture = Noise(60, 50);
        Assert.True(Augmenter.Of(AugmentationPreset.None).IsNone);
        Assert.Equal(
            Input.Resize(picture).Pixels, Augmenter.Of(AugmentationPreset.None).View(picture, Input, 1, Hash, 7).Pixels);
    }

    [Fact]
    public void Nothing_is_mirrored_where_that_is_not_wanted()
    {
        foreach (var preset in Enum.GetValues<AugmentationPreset>())
            Assert.DoesNotContain(Augmenter.Of(preset, mirror: false).Steps, step => step is RandomMirror);
    }

    [Fact]
    public void Pictures_of_any_size_keep_it_and_the_original_stays_as_it_is() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[0, All.Length - 1], Gen.Long).Sample(
            (height, width, which, seed) =>
            {
                var picture = Noise(width, height);
                var before = picture.Pixels.ToArray();
                var changed = All[which].Apply(picture, new RandomStream(seed, "any"));
                return (changed.Width, changed.Height) == (width, height) && picture.Pixels.SequenceEqual(before);
            },
            iter: 400);

    [Fact]
    public void A_crop_of_any_picture_has_the_size_of_the_input() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 200], Gen.Long).Sample(
            (height, width, seed) =>
            {
                var cropped = new RandomResizedCrop().Apply(
                    Noise(width, height), 5, 7, Interpolation.Bilinear, new RandomStream(seed, "any"));
                return (cropped.Height, cropped.Width) == (5, 7);
            },
            iter: 200);

    [Fact]
    public void A_training_sees_another_view_in_each_epoch_and_evaluation_the_pictures_as_they_are()
    {
        using var _ = tree;
        for (var i = 0; i < 12; i++)
            tree.WithFile($"train/{"ab"[i % 2]}/{i}.bmp", PictureTree.Bitmap(1000 * i + 77, 40, 30));
        tree.WithFile("test/a/t.bmp", PictureTree.Bitmap(9, 40, 30)).WithFile("test/b/t.bmp", PictureTree.Bitmap(10, 40, 30));
        using var data = PictureDataset.Open(tree.Root, (24, 32, 3));
        var part = new AugmentedPart(data.Train, Augmenter.Of(AugmentationPreset.Strong), seed: 5);
        var watched = new Watched(part);
        var input = new Input((24, 32, 3));
        var x = new GlobalAveragePooling2D().Apply(new Rescaling(1 / 255.0).Apply(input.Output));
        var model = new Model(input.Output, new Dense(2, activation: "softmax").Apply(x));
        model.Compile("sgd", "sparse_categorical_crossentropy");
        model.Fit(watched, batchSize: 4, epochs: 3);
        model.Fit(watched, batchSize: 4, epochs: 2);
        Assert.Equal(5, watched.Views.Distinct().Count());
        Assert.Equal(0, watched.Plain);
        Assert.Equal(model.Evaluate(data.Train).Loss, model.Evaluate(part).Loss);

        var (first, second) = (new float[24 * 32 * 3], new float[24 * 32 * 3]);
        part.ReadView([3], 8, first, TestContext.Current.CancellationToken);
        part.ReadView([3], 8, second, TestContext.Current.CancellationToken);
        Assert.Equal(first, second);
        new AugmentedPart(data.Train, Augmenter.Of(AugmentationPreset.Strong), seed: 5, views: 9)
            .ReadView([3], 8 + 2 * 9, second, TestContext.Current.CancellationToken);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Settings_out_of_their_ranges_are_refused()
    {
        Func<object>[] wrong =
        [
            () => new RandomMirror(1.5), () => new RandomResizedCrop(smallest: 0), () => new RandomAffine(shear: 90),
            () => new ColorJitter(hue: 0.6), () => new RandomBlur(0.5, 2, 1), () => new RandomErasing(largest: 2),
            () => new RandAugment(magnitude: 31), () => new AugMix(severity: 0),
            () => new AugmentedPart(null!, new Augmenter(), views: 0),
        ];
        Assert.All(wrong, make => Assert.Throws<ArgumentOutOfRangeException>(make));
    }

    private static Picture Noise(int width, int height)
    {
        var random = new RandomStream(width, "noise");
        var pixels = new byte[3 * width * height];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)random.NextBelow(256);
        return new Picture(width, height, pixels);
    }

    private sealed class Watched(AugmentedPart part) : IAugmentedSamples
    {
        public List<long> Views { get; } = [];

        public int Plain { get; private set; }

        public int Count => part.Count;

        public IReadOnlyList<int> Labels => part.Labels;

        public int ClassCount => part.ClassCount;

        public IReadOnlyList<int> SampleShape => part.SampleShape;

        public Preprocessing? Preprocessing => null;

        public void Read(ReadOnlySpan<int> rows, Span<float> values, CancellationToken cancellation = default)
        {
            Plain++;
            part.Read(rows, values, cancellation);
        }

        public void ReadView(ReadOnlySpan<int> rows, long view, Span<float> values, CancellationToken cancellation = default)
        {
            Views.Add(view);
            part.ReadView(rows, view, values, cancellation);
        }
    }
}
