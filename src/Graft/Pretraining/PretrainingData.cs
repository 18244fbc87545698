using System.Security.Cryptography;
using System.Text;
using Graft.Data;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;

namespace Graft.Pretraining;

/// <summary>The pictures of a pre-training, from folders, zips and tables.</summary>
internal sealed class PretrainingData : IDisposable
{
    // A picture that is many times as large as the input shows other things in each of its parts.
    private const int MostTimes = 8;
    private const double ValidationShare = 0.03;

    private readonly List<IDisposable> opened = [];

    private PretrainingData()
    {
    }

    /// <summary>The names of the classes; none where pictures have none.</summary>
    public IReadOnlyList<string> ClassNames { get; private set; } = [];

    /// <summary>Those to learn from, with their classes; -1 for one without.</summary>
    public IReadOnlyList<LabeledPicture> Training { get; private set; } = [];

    /// <summary>Those that tell how well it goes.</summary>
    public IReadOnlyList<LabeledPicture> Validation { get; private set; } = [];

    /// <summary>Opens pictures with classes.</summary>
    /// <param name="path">A dataset; its test part is left alone.</param>
    /// <param name="seed">Chooses what is split off where nothing is given.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="DatasetException">It cannot be used.</exception>
    public static PretrainingData WithClasses(string path, int seed, CancellationToken cancellation)
    {
        var index = DatasetIndex.Open(path, Options(seed), cancellation);
        var data = new PretrainingData
        {
            ClassNames = index.ClassNames,
            Training = index.Train,
            Validation = index.Validation,
        };
        data.opened.Add(index);
        return data;
    }

    /// <summary>Opens pictures of which some may have no classes. The first source may have them; of the others they do not count.</summary>
    /// <param name="paths">Datasets, or folders and zips of any pictures; of those with a training part that alone is taken.</param>
    /// <param name="seed">Chooses what is split off.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="DatasetException">None of them has pictures.</exception>
    public static PretrainingData Any(IReadOnlyList<string> paths, int seed, CancellationToken cancellation)
    {
        var data = new PretrainingData();
        try
        {
            var (training, validation) = (new List<LabeledPicture>(), new List<LabeledPicture>());
            foreach (var (number, path) in paths.Index())
                if (data.Classified(path, seed, cancellation) is { } index)
                {
                    var isFirst = number == 0;
                    if (isFirst)
                        data.ClassNames = index.ClassNames;
                    training.AddRange(index.Train.Select(one => isFirst ? one : one with { Label = -1 }));
                    validation.AddRange(index.Validation.Select(one => isFirst ? one : one with { Label = -1 }));
                }
                else
                {
                    var list = PictureList.Open([path], cancellation: cancellation);
                    data.opened.Add(list);
                    training.AddRange(list.Pictures.Select(picture => new LabeledPicture(picture, -1)));
                }
            (data.Training, data.Validation) = (training, validation);
            return data;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>Decodes a part.</summary>
    public PretrainingPictures Load(
        DataPart part, Preprocessing preprocessing, PretrainingSettings settings, PictureMemory memory, bool larger,
        CancellationToken cancellation)
    {
        var pictures = part == DataPart.Validation ? Validation : Training;
        var loading = new PictureLoaderOptions { Workers = settings.Threads ?? Environment.ProcessorCount, Clock = settings.Clock };
        var area = (double)preprocessing.InputHeight * preprocessing.InputWidth;
        return PretrainingPictures.Load(
            pictures, ClassNames.Count, preprocessing, loading, memory,
            larger ? picture => (int)Math.Clamp(picture.Width * (double)picture.Height / area, 1, MostTimes) : null,
            done => settings.Progress?.Report(new PretrainingProgress(PretrainingStage.Pictures, done, pictures.Count)),
            cancellation);
    }

    /// <summary>A hash over the pictures and their classes.</summary>
    public static string DigestOf(PretrainingPictures pictures) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', pictures.Hashes.Zip(pictures.Labels, (hash, label) => $"{hash} {label}")))));

    /// <inheritdoc/>
    public void Dispose() => opened.ForEach(one => one.Dispose());

    private static DatasetOptions Options(int seed) => new() { Seed = seed, ValidationFraction = ValidationShare, TestFraction = 0 };

    private DatasetIndex? Classified(string path, int seed, CancellationToken cancellation)
    {
        try
        {
            var index = DatasetIndex.Open(path, Options(seed), cancellation);
            opened.Add(index);
            return index;
        }
        catch (DatasetException)
        {
            // What is no dataset may still have pictures; what has none says so when it is read.
            return null;
        }
    }
}
