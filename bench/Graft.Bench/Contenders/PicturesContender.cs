namespace Graft.Bench.Contenders;

/// <summary>From JPEG files to pixels of 224 x 224, on all threads.</summary>
internal abstract class PicturesContender : IContender
{
    protected const int Side = 224;

    private readonly IReadOnlyList<byte[]> files = BenchPictures.Load();
    private readonly ParallelOptions parallel;

    protected PicturesContender(int threads) => parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };

    public abstract string Title { get; }

    public int Samples => files.Count;

    public long MultiplyAdds => 0;

    public void Run() => Parallel.For(0, files.Count, parallel, i => Prepare(files[i]));

    /// <summary>The mean of each channel over all pictures: resizing in another way hardly changes it.</summary>
    public IReadOnlyList<float> Check()
    {
        var sums = new double[3];
        foreach (var (_, pixels) in files.Select(Pixels).Index())
            for (var i = 0; i < pixels.Length; i++)
                sums[i % 3] += pixels[i];
        return [.. sums.Select(sum => (float)(sum / (Samples * Side * Side)))];
    }

    public virtual void Dispose()
    {
    }

    /// <summary>Decodes and resizes.</summary>
    protected abstract void Prepare(byte[] file);

    /// <summary>The result of <see cref="Prepare"/>: values <c>[height, width, 3]</c>, red first.</summary>
    protected abstract byte[] Pixels(byte[] file);
}
