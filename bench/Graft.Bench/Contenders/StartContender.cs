using System.Buffers.Binary;
using System.Text;
using Graft.Bench.Processes;
using Graft.Export;
using Graft.Layers;
using Graft.Runtime.Imaging;

namespace Graft.Bench.Contenders;

/// <summary>The command line from its start to its end.</summary>
internal sealed class StartContender : IContender
{
    private const int Numbers = 125_000_000;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("graft-bench-");
    private readonly string[] arguments;

    /// <param name="verb">What is asked of it: <c>version</c>, <c>backbones</c>, <c>predict</c> or <c>weights</c>.</param>
    public StartContender(string verb)
    {
        arguments = verb switch
        {
            "version" => ["--version"],
            "backbones" => ["backbones"],
            "predict" => ["predict", WriteModel(), WritePicture()],
            "weights" => ["weights", WriteWeights()],
            _ => throw new ArgumentException($"There is no measurement of '{verb}'.", nameof(verb)),
        };
        Title = "graft " + verb switch
        {
            "version" => "--version",
            "predict" => "predict, MobileNet v1 1.0, one picture",
            "weights" => $"weights, {Numbers / 250_000} MB of numbers",
            _ => verb,
        };
        Run();
    }

    public string Title { get; }

    public int Samples => 1;

    public long MultiplyAdds => 0;

    public void Run() => GraftScript.Run(arguments);

    public IReadOnlyList<float> Check() => [];

    public void Dispose() => folder.Delete(recursive: true);

    private string WriteModel()
    {
        var network = BenchNetwork.MobileNet.Build();
        var input = new Input(network.Input.Shape, preprocessing: Preprocessing.Keras("tf", 224, 224));
        var model = new Sequential([input, network, new Dense(10, activation: "softmax")]);
        var path = Path.Combine(folder.FullName, "model.graft");
        model.Save(path, new BundleDetails { Labels = [.. Enumerable.Range(0, 10).Select(number => $"class {number}")] });
        return path;
    }

    // A safetensors file: the length of its list of tensors, the list, the numbers.
    private string WriteWeights()
    {
        var path = Path.Combine(folder.FullName, "large.safetensors");
        var list = Encoding.UTF8.GetBytes(
            $$$"""{"weight":{"dtype":"F32","shape":[{{{Numbers}}}],"data_offsets":[0,{{{sizeof(float) * (long)Numbers}}}]}}""");
        using var file = new BinaryWriter(File.Create(path));
        file.Write((long)list.Length);
        file.Write(list);
        var piece = new byte[sizeof(float) * 1_000_000];
        for (var i = 0; i < piece.Length; i += sizeof(float))
            BinaryPrimitives.WriteSingleLittleEndian(piece.AsSpan(i), i * 1e-6f);
        for (var written = 0; written < Numbers; written += piece.Length / sizeof(float))
            file.Write(piece);
        return path;
    }

    private string WritePicture()
    {
        var path = Path.Combine(folder.FullName, "picture.jpg");
        File.WriteAllBytes(path, BenchPictures.Load()[0]);
        return path;
    }
}
