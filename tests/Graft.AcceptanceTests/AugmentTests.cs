using Graft.Runtime.Imaging;

namespace Graft.AcceptanceTests;

public sealed class AugmentTests : IDisposable
{
    private const int Gap = 4;
    private const int Cell = 48;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_sheet_shows_pictures_as_they_are_and_their_views_and_is_the_same_again()
    {
        var data = SharedPictures.UnpackClasses("hymenoptera", "test", 3, folder.File("data"));
        var run = await Augment(data, "a.png", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(3, run.Json.GetProperty("views").GetInt32());
        Assert.Equal("strong", run.Json.GetProperty("augmentation").GetString());
        var names = run.Json.GetProperty("pictures").EnumerateArray().Select(name => name.GetString()!).ToList();
        Assert.Equal(4, names.Count);
        Assert.Equal(2, names.Take(2).Select(name => name.Split('/')[0]).Distinct().Count());

        var sheet = PictureDecoder.Decode(File.ReadAllBytes(folder.File("a.png")));
        Assert.Equal((4 * (Cell + Gap) + Gap, 4 * (Cell + Gap) + Gap), (sheet.Width, sheet.Height));
        var plain = new Preprocessing
        {
            InputHeight = Cell,
            InputWidth = Cell,
            ResizeRule = ResizeRule.ShortSide,
            ResizeSize = Cell,
        };
        for (var row = 0; row < names.Count; row++)
        {
            var file = File.ReadAllBytes(Path.Combine([data, .. names[row].Split('/')]));
            Assert.Equal(plain.Resize(PictureDecoder.Decode(file)).Pixels, CellOf(sheet, row, 0));
            var cells = Enumerable.Range(0, 4).Select(column => Convert.ToHexString(CellOf(sheet, row, column)));
            Assert.Equal(4, cells.Distinct().Count());
        }

        await Augment(data, "b.png");
        await Augment(data, "c.png", "--seed", "1");
        Assert.Equal(File.ReadAllBytes(folder.File("a.png")), File.ReadAllBytes(folder.File("b.png")));
        Assert.NotEqual(File.ReadAllBytes(folder.File("a.png")), File.ReadAllBytes(folder.File("c.png")));
    }

    [Fact]
    public async Task What_cannot_be_used_is_named_and_what_is_there_is_kept()
    {
        var data = SharedPictures.UnpackClasses("hymenoptera", "test", 1, folder.File("data"));
        var broken = Path.Combine(data, Path.GetFileName(Directory.GetDirectories(data).First()), "broken.jpg");
        File.WriteAllText(broken, "no picture");
        var some = await Augment(data, "a.png");
        Assert.Equal(3, some.ExitCode);
        Assert.Contains("broken.jpg", some.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await Augment(data, "a.png")).ExitCode);
        Assert.Equal(3, (await Augment(data, "a.png", "--force")).ExitCode);
        var wrong = await Augment(data, "a.jpg");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("ends in .png", wrong.Error, StringComparison.Ordinal);
    }

    private Task<GraftProcess> Augment(string data, string sheet, params string[] more) => GraftProcess.RunAsync(
    [
        "augment", data, "--preview", folder.File(sheet), "--augment", "strong", "--pictures", "4", "--views", "3",
        "--input-size", $"{Cell}", .. more,
    ]);

    private static byte[] CellOf(Picture sheet, int row, int column) =>
    [
        .. Enumerable.Range(0, Cell).SelectMany(y => sheet.Pixels
            .Skip(3 * ((Gap + row * (Cell + Gap) + y) * sheet.Width + Gap + column * (Cell + Gap))).Take(3 * Cell)),
    ];
}
