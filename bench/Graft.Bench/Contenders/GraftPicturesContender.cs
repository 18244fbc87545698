using Graft.Runtime.Imaging;

namespace Graft.Bench.Contenders;

/// <summary>What Graft does with each picture before a network sees it.</summary>
internal sealed class GraftPicturesContender(bool antialias, int threads) : PicturesContender(threads)
{
    private readonly Preprocessing preprocessing = Preprocessing.Keras("tf", Side, Side) with
    {
        Interpolation = Interpolation.Bilinear,
        Antialias = antialias,
    };

    public override string Title => antialias ? "Graft, resizing as Pillow" : "Graft, resizing as TensorFlow";

    protected override void Prepare(byte[] file) => preprocessing.Prepare(file);

    protected override byte[] Pixels(byte[] file) => preprocessing.Prepare(file).Pixels;
}
