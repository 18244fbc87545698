using Graft.Data;
using Graft.Layers;
using Graft.Training.Optimizers;
using Graft.Trunk.Features;
using NetVips;

namespace Graft.Bench.Contenders;

/// <summary>
/// The classic program on pictures of a folder: as the first that sees them, so that the trunk runs once over each; or with
/// another head after it, so that what the trunk gave is known.
/// </summary>
internal sealed class AnotherHeadContender : IContender
{
    private const int Pictures = 512;
    private const int Side = 150;
    private const int OtherHidden = 64;

    private readonly bool isFirst;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("graft-bench-");
    private readonly Model backbone = BenchNetwork.Vgg16.Build();
    private readonly PictureDataset data;

    public AnotherHeadContender(bool isFirst)
    {
        this.isFirst = isFirst;
        Environment.SetEnvironmentVariable("GRAFT_CACHE", Path.Combine(folder.FullName, "cache"));
        WritePictures(Path.Combine(folder.FullName, "train"));
        var options = new PictureDatasetOptions { Split = new DatasetOptions { ValidationFraction = 0 } };
        data = PictureDataset.Open(folder.FullName, ((Input)backbone.Layers[0]).Preprocessing!, options);
        backbone.Trainable = false;
        Fit(ClassicProgram.Hidden);
    }

    public string Title => isFirst ? "the first head" : "another head";

    public int Samples => Pictures * ClassicProgram.Epochs;

    public long MultiplyAdds => 0;

    public void Run()
    {
        if (isFirst)
            FeatureStore.FromEnvironment().Clear();
        Fit(isFirst ? ClassicProgram.Hidden : OtherHidden);
    }

    public IReadOnlyList<float> Check() => [];

    public void Dispose()
    {
        data.Dispose();
        folder.Delete(recursive: true);
    }

    private void Fit(int hidden)
    {
        var x = new Flatten().Apply(backbone.Output);
        x = new Dense(hidden, activation: "relu").Apply(x);
        var model = new Model(backbone.Input, new Dense(ClassicProgram.Classes, activation: "softmax").Apply(x));
        model.Compile(new Adam(ClassicProgram.LearningRate), "sparse_categorical_crossentropy");
        model.Fit(data.Train, epochs: ClassicProgram.Epochs);
    }

    private static void WritePictures(string train)
    {
        for (var number = 0; number < Pictures; number++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(train, $"class {number % ClassicProgram.Classes}"));
            var pixels = Array.ConvertAll(BenchNumbers.Uniform(number, 3 * Side * Side, 0, 256), value => (byte)value);
            using var image = Image.NewFromMemory(pixels, Side, Side, 3, Enums.BandFormat.Uchar);
            image.Jpegsave(Path.Combine(folder.FullName, $"{number}.jpg"));
        }
    }
}
