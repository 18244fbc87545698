using Graft.Cli.Drawings;
using Graft.Runtime.Imaging;

namespace Graft.Cli.Tests.Drawings;

public sealed class DrawnPicturesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Classes_are_as_large_as_each_other_and_pictures_as_they_are_said_to_be()
    {
        var done = 0;
        new DrawnPictures(3).Write(folder.Path, "train", 4, () => Interlocked.Increment(ref done), default);

        Assert.Equal(40, done);
        Assert.Equal(
            DrawnPictures.ClassNames,
            Directory.GetDirectories(folder.File("train")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(DrawnPictures.ClassNames.Order(StringComparer.Ordinal), DrawnPictures.ClassNames);
        foreach (var ofOneClass in Directory.GetDirectories(folder.File("train")))
        {
            var files = Directory.GetFiles(ofOneClass);
            Assert.Equal(4, files.Length);
            Assert.All(files, file =>
            {
                var picture = PictureDecoder.Decode(File.ReadAllBytes(file));
                Assert.Equal((DrawnPictures.Size, DrawnPictures.Size), (picture.Width, picture.Height));
            });
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_files_byte_for_byte()
    {
        foreach (var name in (string[])["one", "two"])
            new DrawnPictures(7).Write(folder.File(name), "test", 2, () => { }, default);

        var files = Directory.GetFiles(folder.File("one"), "*.png", SearchOption.AllDirectories);
        Assert.Equal(20, files.Length);
        Assert.All(files, file => Assert.Equal(
            File.ReadAllBytes(file), File.ReadAllBytes(file.Replace(folder.File("one"), folder.File("two"), StringComparison.Ordinal))));
    }

    [Fact]
    public void Seeds_parts_numbers_and_classes_give_other_pictures_and_the_order_does_not_count()
    {
        var pictures = new DrawnPictures(1);
        byte[][] drawn =
        [
            pictures.Draw("fish", "train", 0).Pixels,
            pictures.Draw("fish", "test", 0).Pixels,
            pictures.Draw("fish", "train", 1).Pixels,
            pictures.Draw("star", "train", 0).Pixels,
            new DrawnPictures(2).Draw("fish", "train", 0).Pixels,
        ];

        Assert.Equal(drawn.Length, drawn.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(drawn[0], pictures.Draw("fish", "train", 0).Pixels);
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void A_thing_covers_a_good_part_of_its_picture(string name)
    {
        var thing = DrawnThing.All.Single(thing => thing.Name == name);
        for (var number = 0; number < 20; number++)
        {
            var random = new Engine.RandomStream(number, name);
            var paint = new Paint("#000", "#000", "#000", "");
            var scene = $"""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="-50 -50 100 100"><rect x="-50" y="-50" width="100" height="100" fill="#fff"/>{thing.Shapes(random, paint)}</svg>
                """;
            var picture = Photograph.Of(scene, 64, random);
            var dark = picture.Pixels.Count(value => value < 100) / (double)picture.Pixels.Length;
            Assert.InRange(dark, 0.05, 0.75);
        }
    }

    public static TheoryData<string> Classes() => [.. DrawnPictures.ClassNames];

    [Fact]
    public void A_colour_is_written_as_the_web_has_it()
    {
        // By the CSS Color specification's own examples: hsl(0 100% 50%), hsl(120 100% 25%), hsl(240 100% 75%).
        Assert.Equal("#ff0000", new Colour(0, 1, 0.5).ToString());
        Assert.Equal("#008000", new Colour(1.0 / 3, 1, 0.25).ToString());
        Assert.Equal("#8080ff", new Colour(2.0 / 3, 1, 0.75).ToString());
    }
}
