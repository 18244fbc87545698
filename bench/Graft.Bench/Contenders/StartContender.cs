using Graft.Bench.Processes;
using Graft.Export;
using Graft.Layers;
using Graft.Runtime.Imaging;

namespace Graft.Bench.Contenders;

/// <summary>The command line from its start to its end.</summary>
internal sealed class StartContender : IContender
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("graft-bench-");
    private readonly string[] arguments;

    /// <param name="verb">What is asked of it: <c>version</c>, <c>backbones</c> or <c>predict</c>.</param>
    public StartContender(string verb)
    {
        arguments = verb switch
        {
            "version" => ["--version"],
            "backbones" => ["backbones"],
            "predict" => ["predict", WriteModel(), WritePicture()],
            _ => throw new ArgumentException($"There is no measurement of '{verb}'.", nameof(verb)),
        };
        Title = $"graft {(verb == "version" ? "--version" : verb)}{(verb == "predict" ? ", MobileNet v1 1.0, one picture" : "")}";
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

    private string WritePicture()
    {
        var path = Path.Combine(folder.FullName, "picture.jpg");
        File.WriteAllBytes(path, BenchPictures.Load()[0]);
        return path;
    }
}
