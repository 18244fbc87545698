using System.Text;
using Graft.Runtime.Bundles;
using Graft.Runtime.Heads;
using Graft.Runtime.Imaging;
using Graft.Runtime.Tests.Prediction;

namespace Graft.Runtime.Tests.Teaching;

/// <summary>Finished models learn more, with the runtime alone.</summary>
public sealed class TeachTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(HeadKind.Discriminant, true)]
    [InlineData(HeadKind.Discriminant, false)]
    [InlineData(HeadKind.Logistic, false)]
    public void A_taught_class_is_known_as_if_the_model_had_been_trained_with_it(HeadKind kind, bool mirrored)
    {
        var all = ColourClassifier.Colours.Select((colour, k) => ColourClassifier.Pictures(colour, k < 3 ? 20 : 10)).ToList();
        var expected = ColourClassifier.Find(all, kind, mirrored);
        ColourClassifier.Write(folder.File("some.graft"), 3, kind, mirrored);

        using var classifier = ImageClassifier.Open(folder.File("some.graft"));
        var result = classifier.TeachPixels("white", [all[3]]);

        Assert.Equal(("white", true, 10, 0, 10), (result.Label, result.IsNew, result.Learned, result.Known, result.Pictures));
        Assert.Equal(ColourClassifier.Colours, classifier.Labels);
        Assert.Equal(expected.Candidates.Select(one => one.Chosen), result.Candidates.Select(one => one.Chosen));
        AssertAnswers(expected.Head, classifier);
        classifier.Save(folder.File("taught.graft"));
        using var saved = ImageClassifier.Open(folder.File("taught.graft"));
        AssertAnswers(expected.Head, saved);
    }

    [Fact]
    public void The_saved_bundle_says_what_became_of_the_model()
    {
        ColourClassifier.Write(folder.File("some.graft"), 3);
        using var classifier = ImageClassifier.Open(folder.File("some.graft"));
        var (white, blue) = (ColourClassifier.Pictures("white", 4), ColourClassifier.Pictures("blue", 2, "more"));
        classifier.TeachPixels("white", [white]);
        var strengthened = classifier.TeachPixels("blue", [blue]);
        classifier.Save(folder.File("taught.graft"));

        Assert.Equal((false, 2, 22), (strengthened.IsNew, strengthened.Learned, strengthened.Pictures));
        var bundle = Bundle.Open(folder.File("taught.graft"));
        Assert.Equal([new TaughtClass("white", 4), new TaughtClass("blue", 2)], bundle.Configuration.Teaching!.Taught);
        Assert.Null(bundle.Configuration.Metrics);
        Assert.Equal(66, bundle.Configuration.Parts!.Train.Count);
        Assert.Empty(bundle.Configuration.Parts.Test); // white pictures of the test part have been learned from
        Assert.Equal(
            """{"layers":[{"name":"mean","config":{}},{"name":"last","config":{"units":4,"use_bias":true}}]}""",
            bundle.Configuration.Graph!.Value.GetRawText().Replace("\n", "", StringComparison.Ordinal)
                .Replace(" ", "", StringComparison.Ordinal));
        var weights = Encoding.UTF8.GetString(bundle.ReadPart(BundleParts.Weights));
        Assert.Contains("""
            "last/kernel":{"dtype":"F32","shape":[3,4],"data_offsets":[8,56]}
            """.Trim(), weights, StringComparison.Ordinal);
        var card = Encoding.UTF8.GetString(bundle.ReadPart(BundleParts.Card));
        Assert.Contains("Taught since: `white` by 4 pictures, `blue` by 2 pictures.", card, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_may_be_saved_in_its_own_place_and_go_on_learning_also_when_it_is_opened_again()
    {
        var path = folder.File("m.graft");
        ColourClassifier.Write(path, 2);
        using (var classifier = ImageClassifier.Open(path))
        {
            classifier.TeachPixels("red", [ColourClassifier.Pictures("red", 20)]);
            Assert.Throws<BundleException>(() => classifier.Save(path));
            classifier.Save(path, overwrite: true);
            classifier.TeachPixels("white", [ColourClassifier.Pictures("white", 5)]);
            classifier.Save(path, overwrite: true);
        }
        using var again = ImageClassifier.Open(path);
        again.TeachPixels("white", [ColourClassifier.Pictures("white", 10, "other")]);

        var white = ColourClassifier.Pictures("white", 5).Pixels.ToArray()
            .Concat(ColourClassifier.Pictures("white", 10, "other").Pixels.ToArray()).ToArray();
        var expected = ColourClassifier.Find(
            [
                .. new[] { "blue", "green", "red" }.Select(colour => ColourClassifier.Pictures(colour, 20)),
                new TeachingBatch(white, [], [.. Enumerable.Repeat("", 15)]),
            ], HeadKind.Discriminant, true);
        AssertAnswers(expected.Head, again);
    }

    [Fact]
    public void A_picture_counts_once_and_belongs_to_one_class()
    {
        ColourClassifier.Write(folder.File("m.graft"), 3);
        using var classifier = ImageClassifier.Open(folder.File("m.graft"));
        var before = Answers(classifier);
        var blue = ColourClassifier.Pictures("blue", 20);

        var known = classifier.TeachPixels("blue", [blue]);
        Assert.Equal((0, 20, 20), (known.Learned, known.Known, known.Pictures));
        var refusal = Assert.Throws<TeachingException>(() => classifier.TeachPixels("sky", [blue]));
        Assert.Contains("20 pictures", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'blue 0' as 'blue'", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, Answers(classifier));
        Assert.Throws<InvalidOperationException>(() => classifier.Save(folder.File("n.graft")));

        var white = ColourClassifier.Pictures("white", 3);
        var twice = classifier.TeachPixels("white", [white, white]);
        Assert.Equal((3, 3, 3), (twice.Learned, twice.Known, twice.Pictures));
    }

    [Fact]
    public void Kept_choices_are_solved_with_again()
    {
        ColourClassifier.Write(folder.File("m.graft"), 3);
        using var classifier = ImageClassifier.Open(folder.File("m.graft"));
        var result = classifier.TeachPixels(
            "white", [ColourClassifier.Pictures("white", 10)], new TeachingOptions { KeepChoices = true });
        classifier.Save(folder.File("n.graft"));

        Assert.Empty(result.Candidates);
        Assert.Equal(
            Bundle.Open(folder.File("m.graft")).Configuration.Teaching!.Discriminant,
            Bundle.Open(folder.File("n.graft")).Configuration.Teaching!.Discriminant);
        var answer = classifier.PredictPixels(ColourClassifier.Pictures("white", 1, "unseen").Pixels, 1)[0];
        Assert.Equal("white", answer.Label);
    }

    [Fact]
    public void Files_that_are_no_pictures_are_named_and_nothing_is_learned()
    {
        ColourClassifier.Write(folder.File("m.graft"), 3);
        using var classifier = ImageClassifier.Open(folder.File("m.graft"));
        var before = Answers(classifier);
        var (bad, good) = (folder.Write("notes.jpg", "no picture"u8), folder.Write("grey.bmp", Bitmap()));

        var refusal = Assert.Throws<PictureException>(() => classifier.Teach("white", [good, bad, folder.File("none.jpg")]));
        Assert.Contains("notes.jpg", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("none.jpg", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("grey.bmp", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, Answers(classifier));
        Assert.Equal(1, classifier.Teach("white", [good]).Learned);
        ReadOnlyMemory<byte> same = Bitmap();
        var again = classifier.Teach("white", [same]);
        Assert.Equal((0, 1), (again.Learned, again.Known));
    }

    [Fact]
    public void What_cannot_be_taught_says_why_and_still_predicts()
    {
        Refuses("'dense:16' was trained in epochs", "m1.graft",
            content => content with { Configuration = content.Configuration with { Head = "dense:16", Teaching = null } });
        Refuses("does not keep what its head was found on", "m2.graft",
            content => content with { Configuration = content.Configuration with { Teaching = null }, WriteTeaching = null });
        Refuses("does not keep what its head was found on", "m3.graft", content => content with { WriteTeaching = null });

        using var bare = ImageClassifier.FromOnnx(TinyModel.Bytes(), TinyModel.Labels, TinyModel.Preprocessing);
        Assert.False(bare.CanBeTaught);
        Assert.Throws<TeachingException>(() => bare.TeachPixels("white", [ColourClassifier.Pictures("white", 2)]));
        ColourClassifier.Write(folder.File("m.graft"), 3);
        using var classifier = ImageClassifier.Open(folder.File("m.graft"));
        Assert.True(classifier.CanBeTaught);
        Assert.Throws<TeachingException>(() => classifier.TeachPixels("  ", [ColourClassifier.Pictures("white", 2)]));
        Assert.Throws<TeachingException>(() => classifier.Teach("white", Array.Empty<string>()));

        void Refuses(string why, string name, Func<BundleContent, BundleContent> change)
        {
            ColourClassifier.Write(folder.File(name), 3, change: change);
            using var old = ImageClassifier.Open(folder.File(name));
            Assert.False(old.CanBeTaught);
            var refusal = Assert.Throws<TeachingException>(
                () => old.TeachPixels("white", [ColourClassifier.Pictures("white", 2)]));
            Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
            Assert.Equal("red", old.PredictPixels(ColourClassifier.Pictures("red", 1).Pixels, 1)[0].Label);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(60)]
    [InlineData(-3)]
    public void A_damaged_part_is_refused(int keep)
    {
        ColourClassifier.Write(folder.File("m.graft"), 3, change: content => content with
        {
            WriteTeaching = stream =>
            {
                using var whole = new MemoryStream();
                content.WriteTeaching!(whole);
                stream.Write(keep > 0 ? whole.ToArray()[..keep] : whole.ToArray()[..^-keep]);
            },
        });
        using var classifier = ImageClassifier.Open(folder.File("m.graft"));
        var refusal = Assert.Throws<BundleException>(
            () => classifier.TeachPixels("white", [ColourClassifier.Pictures("white", 2)]));
        Assert.Contains(BundleParts.Teaching, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predictions_go_on_while_it_learns()
    {
        ColourClassifier.Write(folder.File("m.graft"), 3);
        using var classifier = ImageClassifier.Open(folder.File("m.graft"));
        using var stop = new CancellationTokenSource();
        var red = ColourClassifier.Pictures("red", 1).Pixels;
        var predictions = Task.Run(() =>
        {
            var count = 0;
            for (; !stop.IsCancellationRequested; count++)
                Assert.Equal("red", classifier.PredictPixels(red, 1)[0].Label);
            return count;
        }, TestContext.Current.CancellationToken);

        for (var i = 0; i < 5; i++)
            classifier.TeachPixels("white", [ColourClassifier.Pictures("white", 2, $"{i}")]);
        await stop.CancelAsync();
        Assert.True(await predictions > 0);
    }

    private static void AssertAnswers(LinearHead expected, ImageClassifier classifier)
    {
        foreach (var colour in ColourClassifier.Colours)
        {
            var unseen = ColourClassifier.Pictures(colour, 6, "unseen");
            var scores = classifier.PredictPixels(unseen.Pixels, 6);
            var length = unseen.Pixels.Length / 6;
            for (var i = 0; i < 6; i++)
            {
                var roots = new Matrix(1, ColourClassifier.Width);
                for (var at = 0; at < length; at++)
                    roots[0, at % 3] += 3.0 / length * unseen.Pixels.Span[i * length + at];
                foreach (ref var value in roots.Values.AsSpan())
                    value = Math.Sqrt(value);
                var logits = expected.Logits(roots, new ManagedLinearAlgebra());
                var powers = logits.Values.Select(logit => Math.Exp(logit - logits.Values.Max())).ToList();
                for (var k = 0; k < logits.Columns; k++)
                    Assert.Equal(powers[k] / powers.Sum(), scores[i].Probabilities[k], 1e-4);
            }
        }
    }

    private static float[] Answers(ImageClassifier classifier) =>
        classifier.PredictPixels(ColourClassifier.Pictures("white", 4, "unseen").Pixels, 4).Probabilities;

    // 2 x 2 pixels, 24 bits each, all grey.
    private static byte[] Bitmap()
    {
        var file = new byte[54 + 16];
        "BM"u8.CopyTo(file);
        file[2] = (byte)file.Length;
        (file[10], file[14], file[18], file[22], file[26], file[28]) = (54, 40, 2, 2, 1, 24);
        file.AsSpan(54).Fill(128);
        return file;
    }
}
