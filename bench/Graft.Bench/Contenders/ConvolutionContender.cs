using System.Diagnostics;
using Graft.Layers;
using Graft.Trunk;

namespace Graft.Bench.Contenders;

/// <summary>
/// The best 3x3 convolution of VGG16's shapes, repeated: what a whole network could reach if it were nothing else. Which shape
/// that is is found at the start.
/// </summary>
internal sealed class ConvolutionContender : IContender
{
    private const int Batch = 8;
    private const int Repeats = 8;
    private const int Tries = 4;

    private readonly Candidate best;

    public ConvolutionContender(Precision precision)
    {
        Candidate[] candidates =
        [
            .. from layer in new[] { (64, 150), (128, 75), (256, 37), (512, 18), (512, 9) }
               select new Candidate(layer.Item1, layer.Item2, precision),
        ];
        best = candidates.MinBy(candidate => Enumerable.Range(0, Tries).Min(_ => Time(candidate)) / candidate.MultiplyAdds)!;
        foreach (var candidate in candidates.Where(candidate => candidate != best))
            candidate.Dispose();
    }

    public string Title => $"{Repeats} 3x3 convolutions of {best.Channels} channels, {best.Size} x {best.Size}, {best.DType}";

    public int Samples => Batch;

    public long MultiplyAdds => best.MultiplyAdds;

    public void Run() => best.Run();

    public IReadOnlyList<float> Check() => [];

    public void Dispose() => best.Dispose();

    private static double Time(Candidate candidate)
    {
        var start = Stopwatch.GetTimestamp();
        candidate.Run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // The mean at the end leaves next to nothing to be copied out.
    private sealed class Candidate : IDisposable
    {
        private readonly TrunkPass pass;
        private readonly NDArray maps;

        public Candidate(int channels, int size, Precision precision)
        {
            (Channels, Size) = (channels, size);
            var input = new Input((size, size, channels));
            var x = input.Output;
            for (var i = 0; i < Repeats; i++)
                x = new Conv2D(channels, 3, padding: "same", activation: "relu").Apply(x);
            var model = new Model(input.Output, new GlobalAveragePooling2D().Apply(x));
            BenchNumbers.FillWeights(model);
            MultiplyAdds = BenchNetwork.MultiplyAdds(model);
            maps = new NDArray(BenchNumbers.Pictures(Batch, model.Input.Shape.Size), [Batch, size, size, channels]);
            pass = new TrunkPass(model, Batch, precision: precision);
            pass.Run([maps]);
        }

        public int Channels { get; }

        public int Size { get; }

        public string DType => pass.DType;

        public long MultiplyAdds { get; }

        public void Run() => pass.Run([maps]);

        public void Dispose() => pass.Dispose();
    }
}
