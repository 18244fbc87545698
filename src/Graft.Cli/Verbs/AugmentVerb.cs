using System.CommandLine;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Cli.Previews;
using Graft.Cli.Results;
using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Engine;
using Graft.Runtime.Imaging;

namespace Graft.Cli.Verbs;

/// <summary>Shows what augmentation makes of pictures.</summary>
internal sealed class AugmentVerb : Verb
{
    private const int DefaultPictures = 6;
    private const int DefaultViews = 7;
    private const int DefaultSize = 160;

    private readonly Terminal terminal;
    private readonly Option<bool> json;
    private readonly Argument<string> data =
        new("DATA") { Description = "A folder, a .zip or a .csv of labelled pictures, as 'graft train' takes it." };
    private readonly Option<string> preview = new("--preview")
    {
        HelpName = "OUT.png",
        Description = "The sheet to write: a row a picture, first as it is, then its views.",
        Required = true,
    };
    private readonly Option<AugmentationPreset?> augment = ChoiceOption.Of<AugmentationPreset>(
        "--augment", "How strongly pictures are changed; standard without it.");
    private readonly Option<bool> noMirror = CommonOptions.Flag(
        "--no-mirror", "Mirror nothing: for what means something else mirrored, such as digits and letters.");
    private readonly Option<int?> pictures = NumberOptions.Whole(
        "--pictures", $"How many pictures are shown, of as many classes as there are; {DefaultPictures} without it.", least: 1);
    private readonly Option<int?> views = NumberOptions.Whole(
        "--views", $"How many views of each; {DefaultViews} without it.", least: 1);
    private readonly Option<InputSize?> inputSize = NumberOptions.Size(
        "--input-size", $"The size of a view; {DefaultSize} without it.");
    private readonly Option<int?> seed = CommonOptions.Seed();
    private readonly Option<bool> force = CommonOptions.Force();

    public AugmentVerb(Terminal terminal, Option<bool> json) : base(
        "augment", "Shows on a sheet what augmentation makes of pictures.",
        "graft augment flowers/ --preview sheet.png",
        "graft augment digits.zip --preview sheet.png --augment strong --no-mirror")
    {
        (this.terminal, this.json) = (terminal, json);
        foreach (var option in (Option[])[preview, augment, noMirror, pictures, views, inputSize, seed, force])
            Add(option);
        Add(data);
    }

    protected override Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var path = given.GetRequiredValue(preview);
        if (!string.Equals(Path.GetExtension(path), ".png", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--preview is '{path}'; a sheet is a picture, and its name ends in .png.");
        OutputPath.Check(path, given.GetValue(force));
        using var index = DatasetIndex.Open(
            given.GetRequiredValue(data), new DatasetOptions { Purpose = DatasetPurpose.Evaluation }, stop);
        LeftOutFiles.Tell(terminal, index.LeftOut);

        var strength = given.GetValue(augment) ?? AugmentationPreset.Standard;
        var size = given.GetValue(inputSize) ?? new InputSize(DefaultSize, DefaultSize);
        var count = given.GetValue(views) ?? DefaultViews;
        var augmenter = Augmenter.Of(strength, mirror: !given.GetValue(noMirror));
        var sheet = new AugmentationSheet(augmenter, size.Height, size.Width, count, given.GetValue(seed) ?? 0);
        var (shown, unusable) = Fill(sheet, Chosen(given, index), stop);
        if (shown.Count > 0)
        {
            PngFile.Write(path, sheet.Draw(), given.GetValue(force));
            if (given.GetValue(json))
                terminal.Json(
                    new PreviewedAugmentation(path, strength, shown, count, [.. unusable.Select(entry => entry.File)]),
                    Documents.Readable.PreviewedAugmentation);
            else
                terminal.Result($"{path}: {shown.Count} pictures, each as it is and in {count} views.");
        }
        return Task.FromResult(UnusablePictures.Tell(terminal, unusable, shown.Count + unusable.Count));
    }

    private static (List<string> Shown, List<(string File, string Reason)> Unusable) Fill(
        AugmentationSheet sheet, List<PictureReference> chosen, CancellationToken stop)
    {
        var (shown, unusable) = (new List<string>(), new List<(string File, string Reason)>());
        foreach (var picture in chosen)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                sheet.Add(picture);
                shown.Add(picture.Name);
            }
            catch (PictureException error)
            {
                unusable.Add((picture.Name, error.Message));
            }
        }
        return (shown, unusable);
    }

    /// <summary>One picture of each class, then another one of each, until there are enough.</summary>
    private List<PictureReference> Chosen(ParseResult given, DatasetIndex index)
    {
        var random = new RandomStream(given.GetValue(seed) ?? 0, "pictures of a sheet");
        var all = index.Train.Concat(index.Validation).Concat(index.Test).ToArray();
        random.Shuffle<LabeledPicture>(all);
        var wanted =
            from own in all.GroupBy(picture => picture.Label)
            from place in own.Index()
            orderby place.Index, place.Item.Label
            select place.Item.Picture;
        return [.. wanted.Take(given.GetValue(pictures) ?? DefaultPictures)];
    }
}
