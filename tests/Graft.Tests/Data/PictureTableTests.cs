using Graft.Data;
using Graft.Runtime.Bundles;

namespace Graft.Tests.Data;

public sealed class PictureTableTests : IDisposable
{
    private readonly PictureTree tree =
        new PictureTree().With("a/1.bmp", "a/2.bmp", "b/3.bmp", "b/x, \"4\".bmp", "b/5.bmp", "b/6.bmp");

    public void Dispose() => tree.Dispose();

    [Fact]
    public void Parts_quotes_backslashes_and_other_columns_are_understood()
    {
        using var index = Open("\uFEFFnote,Path,label,split\r\n-,a/1.bmp,ant,train\r\n"
            + "\"-, \"\"x\"\"\",a\\2.bmp, ant ,TEST\r\n\r\n"
            + "-,b/3.bmp,\"bee, honey\",train\r\n-,\"b/x, \"\"4\"\".bmp\",\"bee, honey\",val\r\n");
        Assert.Equal(["ant", "bee, honey"], index.ClassNames);
        Assert.Equal(["a/1.bmp", "b/3.bmp"], index.Train.Select(picture => picture.Picture.Name));
        Assert.Equal(["b/x, \"4\".bmp"], index.Validation.Select(picture => picture.Picture.Name));
        Assert.Equal(["a/2.bmp"], index.Test.Select(picture => picture.Picture.Name));
        Assert.Equal(File.ReadAllBytes(tree.Path("a/2.bmp")), index.Test[0].Picture.Read(1000));
    }

    [Fact]
    public void Without_a_split_column_the_split_is_that_of_the_folder_whatever_the_order_of_lines()
    {
        using var folder = DatasetIndex.Open(tree.Root);
        using var table = Open("path;label\nb/6.bmp;b\n\"b/x, \"\"4\"\".bmp\";b\nb/5.bmp;b\na/2.bmp;a\n./b/3.bmp;b\na/1.bmp;a\n");
        foreach (var part in Enum.GetValues<DataPart>())
            Assert.Equal(Described(folder[part]), Described(table[part]));
    }

    [Fact]
    public void Every_line_that_cannot_be_used_is_named_by_its_number()
    {
        var error = Assert.Throws<DatasetException>(() => Open(
            "path,label,split\na/1.bmp,a,train\n../x.bmp,a,train\n/etc/passwd,a,train\nC:\\x.bmp,a,train\nnone.bmp,a,train\n"
            + "a,a,train\na/../a/1.bmp,b,train\nb/3.bmp,b,tset\n,b,train\nb/5.bmp\nb/6.bmp,b,train\n..\\..\\x.bmp,a,train\n"));
        Assert.Equal(
            [
                "Lines without a path, a label or a split: 10 and 11.",
                "Lines whose split is none of train, validation and test: 9.",
                "Lines whose path is absolute or leads out of the table's folder: 3, 4, 5 and 13.",
                "Lines whose file does not exist: 6 and 7.",
                "Lines with a file that an earlier line has already: 8.",
            ],
            error.Problems);
    }

    [Fact]
    public void A_link_does_not_lead_out_of_the_tables_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right on Windows that a test does not have.");
        using var outside = new PictureTree().With("1.bmp");
        File.CreateSymbolicLink(tree.Path("a/link.bmp"), outside.Path("1.bmp"));
        Directory.CreateSymbolicLink(tree.Path("c"), outside.Root);
        var error = Assert.Throws<DatasetException>(() => Open("path,label\na/1.bmp,a\nb/3.bmp,b\na/link.bmp,a\nc/1.bmp,b\n"));
        Assert.Equal("Lines whose path is absolute or leads out of the table's folder: 4 and 5.", Assert.Single(error.Problems));
    }

    [Theory]
    [InlineData("file,class\na/1.bmp,a\n")]
    [InlineData("a/1.bmp,a\n")]
    [InlineData("\n\n")]
    public void A_table_without_its_heading_is_refused(string text) =>
        Assert.Contains("path,label", Assert.Throws<DatasetException>(() => Open(text)).Message);

    [Fact]
    public void A_quote_that_never_ends_is_a_problem_of_its_line()
    {
        var error = Assert.Throws<DatasetException>(() => Open("path,label\na/1.bmp,a\n\"b/3.bmp,b\nb/5.bmp,b\n"));
        Assert.Contains("Lines without a path, a label or a split: 3.", error.Problems);
    }

    private DatasetIndex Open(string text)
    {
        File.WriteAllText(tree.Path("table.csv"), text);
        return DatasetIndex.Open(tree.Path("table.csv"));
    }

    private static IEnumerable<string> Described(IEnumerable<LabeledPicture> pictures) =>
        pictures.Select(picture => $"{picture.Picture.Name} {picture.Label}");
}
