using Graft.Export;
using Graft.Layers;
using Graft.Runtime.Imaging;
using Graft.Tests.Data;

namespace Graft.Tests.Docs;

/// <summary>Examples use files of the current folder, as a reader would; nothing else may run beside them.</summary>
[CollectionDefinition(nameof(FlowersFolder), DisableParallelization = true)]
public sealed class FlowersFolderCollection;

/// <summary>
/// A current folder as the pages assume it: <c>flowers.graft</c>, <c>rose.jpg</c>, and the pictures of two classes in
/// <c>flowers/</c>.
/// </summary>
internal sealed class FlowersFolder : IDisposable
{
    private readonly string before = Directory.GetCurrentDirectory();
    private readonly TextWriter console = Console.Out;
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly TemporaryFolder folder = new();

    public FlowersFolder()
    {
        Directory.SetCurrentDirectory(folder.Path);
        Console.SetOut(output);
        File.WriteAllBytes("rose.jpg", Coloured(red: 200));
        for (var i = 0; i < 20; i++)
        {
            Directory.CreateDirectory("flowers/rose");
            File.WriteAllBytes($"flowers/rose/{i}.bmp", Coloured((byte)(230 - i)));
            Directory.CreateDirectory("flowers/violet");
            File.WriteAllBytes($"flowers/violet/{i}.bmp", Coloured((byte)(20 + i)));
        }
        SaveClassifier();
    }

    /// <summary>What the example has printed.</summary>
    public string Output => output.ToString();

    public void Dispose()
    {
        Console.SetOut(console);
        Directory.SetCurrentDirectory(before);
        output.Dispose();
        folder.Dispose();
    }

    // Of two classes the first for red pictures: the mean red, counted from the middle of its range, is the logit.
    private static void SaveClassifier()
    {
        var input = new Input((32, 32, 3), preprocessing: Preprocessing.Keras("tf", 32, 32));
        var x = new GlobalAveragePooling2D().Apply(input.Output);
        var dense = new Dense(2, activation: "softmax");
        var model = new Model(input.Output, dense.Apply(x));
        dense.Weights[0].Set([4, -4, 0, 0, 0, 0]);
        model.Save("flowers.graft", new BundleDetails { Labels = ["rose", "violet"] });
    }

    private static byte[] Coloured(byte red)
    {
        var file = PictureTree.Bitmap(0, 40, 40);
        for (var i = 54; i < file.Length; i += 3)
            file[i + 2] = red;
        return file;
    }
}
