using System.Diagnostics;
using Graft.Data;
using Graft.Runtime.Imaging;

namespace Graft.Tests.Data;

public sealed class PictureListTests : IDisposable
{
    private readonly PictureTree tree = new PictureTree().With("b.bmp", "folder/z.bmp", "folder/a/y.bmp", "a.bmp");

    public void Dispose() => tree.Dispose();

    [Fact]
    public void Files_folders_zips_and_lists_come_in_the_order_given()
    {
        PictureTree.Zip(
            tree.Path("pack.zip"), ("2.bmp", PictureTree.Bitmap(12)), ("1.bmp", PictureTree.Bitmap(11)), ("notes.txt", [1]));
        var lines = new StringReader($"{tree.Path("a.bmp")}\r\n\n{tree.Path("pack.zip")}\n");
        using var list = PictureList.Open([tree.Path("b.bmp"), "-", tree.Path("folder") + "/", tree.Path("b.bmp")], lines);

        string[] expected = ["b.bmp", "a.bmp", "pack.zip/1.bmp", "pack.zip/2.bmp", "folder/a/y.bmp", "folder/z.bmp", "b.bmp"];
        Assert.Equal(expected.Select(tree.Path), list.Pictures.Select(picture => picture.Name));
        Assert.Equal(PictureTree.Bitmap(11), list.Pictures[2].Read(1000));
        Assert.Equal(File.ReadAllBytes(tree.Path("folder/z.bmp")), list.Pictures[5].Read(1000));
        Assert.Equal("notes.txt", Assert.Single(list.LeftOut).Name);
    }

    [Fact]
    public void What_cannot_be_opened_keeps_its_place_and_says_why()
    {
        tree.WithFolder("nothing").WithFile("broken.zip", [1, 2, 3]).WithFile("empty.bmp", []);
        PictureTree.Zip(tree.Path("hostile.zip"), ("../x.bmp", PictureTree.Bitmap(1)));
        using var list = PictureList.Open(
            ((string[])["none.bmp", "nothing", "broken.zip", "hostile.zip", "empty.bmp", "a.bmp"]).Select(tree.Path));

        Assert.Equal(6, list.Pictures.Count);
        string[] reasons = ["does not exist", "no picture in it", "no zip archive", "lead out of the archive", "is empty"];
        for (var i = 0; i < reasons.Length; i++)
            Assert.Contains(reasons[i], Assert.Throws<PictureException>(() => list.Pictures[i].Read(1000)).Message);
        Assert.Equal(70, list.Pictures[5].Read(70).Length);
        Assert.Contains("more than the limit of 69", Assert.Throws<PictureException>(() => list.Pictures[5].Read(69)).Message);
    }

    [Fact]
    public async Task A_named_pipe_is_refused_instead_of_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Named pipes are made with mkfifo.");
        using (var process = Process.Start("mkfifo", tree.Path("pipe.bmp")))
            await process.WaitForExitAsync();
        using var list = PictureList.Open([tree.Path("pipe.bmp")]);
        await Assert.ThrowsAsync<PictureException>(
            () => Task.Run(() => list.Pictures[0].Read(1000)).WaitAsync(TimeSpan.FromSeconds(20)));
    }
}
