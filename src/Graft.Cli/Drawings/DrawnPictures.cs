using System.Globalization;
using Graft.Cli.Previews;
using Graft.Engine;
using Graft.Runtime.Imaging;

namespace Graft.Cli.Drawings;

/// <summary>
/// A set of pictures that is drawn, not taken: ten classes of things that differ in shape, place, size, turn, colours and texture, partly
/// hidden, on cluttered grounds, with noise. Each picture hangs on the seed, its class, its part and its number alone.
/// </summary>
/// <param name="seed">Fixes everything random.</param>
internal sealed class DrawnPictures(int seed)
{
    /// <summary>Height and width of a picture in pixels.</summary>
    public const int Size = 96;

    /// <summary>The names of the classes in ordinal order.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = [.. DrawnThing.All.Select(thing => thing.Name)];

    /// <summary>One picture.</summary>
    /// <param name="className">One of <see cref="ClassNames"/>.</param>
    /// <param name="part">The name of its part, such as <c>train</c>.</param>
    /// <param name="number">Its number, from 0 on.</param>
    public Picture Draw(string className, string part, int number)
    {
        var thing = DrawnThing.All.Single(thing => thing.Name == className);
        var random = new RandomStream(seed, FormattableString.Invariant($"drawn {className}, {part} {number}"));
        return Photograph.Of(Scene.Of(thing, random), Size, random);
    }

    /// <summary>Writes pictures as PNG: a folder for each class in a folder for the part.</summary>
    /// <param name="folder">The folder of all parts; what is missing of it is made.</param>
    /// <param name="part">The name of the part.</param>
    /// <param name="each">How many pictures of each class.</param>
    /// <param name="done">Is told after each picture; from several threads.</param>
    /// <param name="cancellationToken">Ends it between two pictures.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public void Write(string folder, string part, int each, Action done, CancellationToken cancellationToken)
    {
        foreach (var name in ClassNames)
            Directory.CreateDirectory(Path.Combine(folder, part, name));
        var options = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        Parallel.For(0, each * ClassNames.Count, options, at =>
        {
            var (name, number) = (ClassNames[at % ClassNames.Count], at / ClassNames.Count);
            var file = string.Create(CultureInfo.InvariantCulture, $"{name}-{number + 1:000}.png");
            PngFile.Write(Path.Combine(folder, part, name, file), Draw(name, part, number), overwrite: false);
            done();
        });
    }
}
