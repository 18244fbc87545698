using System.Diagnostics;
using Graft.Engine;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Graft.Bench.Contenders;

/// <summary>
/// The best single 3x3 convolution of VGG16 that libtorch offers here: what a whole network could reach if it were nothing
/// else. Which one that is, and in which memory layout, is found at the start.
/// </summary>
internal sealed class ConvolutionContender : IContender
{
    private const int Batch = 8;
    private const int Tries = 4;

    private readonly Candidate best;

    public ConvolutionContender()
    {
        Candidate[] candidates =
        [
            .. from layer in new[] { (64, 150), (128, 75), (256, 37), (512, 18), (512, 9) }
               from channelsLast in new[] { true, false }
               select new Candidate(layer.Item1, layer.Item2, channelsLast),
        ];
        best = candidates.MinBy(candidate => Enumerable.Range(0, Tries).Min(_ => Time(candidate)) / candidate.MultiplyAdds)!;
        foreach (var candidate in candidates.Where(candidate => candidate != best))
            candidate.Dispose();
    }

    public string Title =>
        $"one 3x3 convolution, {best.Channels} channels, {best.Size} x {best.Size}{(best.ChannelsLast ? ", channels last" : "")}";

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

    private sealed class Candidate : IDisposable
    {
        private readonly Tensor input;
        private readonly Tensor kernel;

        public Candidate(int channels, int size, bool channelsLast)
        {
            (Channels, Size, ChannelsLast) = (channels, size, channelsLast);
            using var scope = NewDisposeScope();
            var (x, k) = (randn(Batch, channels, size, size), randn(channels, channels, 3, 3));
            input = (channelsLast ? Layout.ChannelsLast(x) : x).DetachFromDisposeScope();
            kernel = (channelsLast ? Layout.ChannelsLast(k) : k).DetachFromDisposeScope();
        }

        public int Channels { get; }

        public int Size { get; }

        public bool ChannelsLast { get; }

        public long MultiplyAdds => 9L * Channels * Channels * Size * Size;

        public void Run()
        {
            using var withoutGradient = inference_mode();
            using var result = functional.conv2d(input, kernel, padding: [1, 1]);
        }

        public void Dispose()
        {
            input.Dispose();
            kernel.Dispose();
        }
    }
}
