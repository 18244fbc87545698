using System.Text.Json;
using System.Text.Json.Serialization;
using Graft.Backbones;
using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Operations;
using Graft.Runtime.Heads;
using Graft.Trunk;

namespace Graft.Planning;

/// <summary>
/// Every choice of a training. The same recipe on the same data with the same seed gives the same model, bit for bit, on the
/// same machine.
/// </summary>
public sealed record Recipe
{
    /// <summary>The backbone's name, such as <c>mobilenet_0.75.keras</c>.</summary>
    public required string Backbone { get; init; }

    /// <summary>What <see cref="Weights"/> is where nothing published is taken: the network begins with random weights.</summary>
    public const string RandomWeights = "none";

    /// <summary>
    /// A weights file, or <see cref="RandomWeights"/>; null for the published weights, wherever they are found. With random weights a
    /// fine-tuning of <see cref="FineTuneDepth.All"/> is a training from scratch: head and network together, by
    /// <see cref="FineTuneRecipe.FromScratch"/> where <see cref="FineTuning"/> says nothing else. Without fine-tuning the head stands on
    /// a network that knows nothing.
    /// </summary>
    public string? Weights { get; init; }

    /// <summary>
    /// The finished model that the training continues from, by the SHA-256 of its weights; null: it starts with published weights.
    /// </summary>
    public string? From { get; init; }

    /// <summary>Height and width of the backbone's input in pixels; null for the size that it was trained with.</summary>
    public Size2D? InputSize { get; init; }

    /// <summary>What the frozen part is computed in. In int8 the finished model computes it so, too; else it computes in fp32.</summary>
    [JsonConverter(typeof(PrecisionConverter))]
    public Precision Precision { get; init; }

    /// <summary>
    /// What the head sees of the backbone: the means of the <c>last</c> block's map or of all <c>blocks</c>' (of these a head without
    /// epochs also sees how far values spread, where that tells more: <c>deviations</c>), <c>auto</c> for what left-out training pictures
    /// are told best by (for a trained head the last block).
    /// </summary>
    public string Taps { get; init; } = TapsNames.Auto;

    /// <summary>
    /// The head. Found without epochs: <c>discriminant</c>, <c>logistic</c>, <c>auto</c> for the better one of them; trained:
    /// <c>linear</c>, <c>dense:256</c>, <c>dense:512,256</c>.
    /// </summary>
    public string Head { get; init; } = HeadDesign.Auto;

    /// <summary>What a discriminant head was found to be the sum of; null where that is yet to be found.</summary>
    public DiscriminantRecipe? Discriminant { get; init; }

    /// <summary>What a logistic head was found by; null where that is yet to be found.</summary>
    public LogisticRecipe? Logistic { get; init; }

    /// <summary>How often a trained head sees all training pictures at most, at least 1.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>Pictures in a step of training, at least 1.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The highest learning rate; it falls to 0 along a cosine. Above 0.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>By what share of themselves, times the learning rate, weights shrink at each step, at least 0.</summary>
    public double WeightDecay { get; init; } = 3;

    /// <summary>The share of the right answer that is spread over all classes in the training loss, from 0 to below 1.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>
    /// The share of a hidden layer's values (of the features, for a linear head) dropped in training, from 0 to below 1.
    /// </summary>
    public double Dropout { get; init; } = 0.5;

    /// <summary>
    /// After so many epochs without a better validation loss training ends; the best epoch is kept. At least 1.
    /// </summary>
    public int Patience { get; init; } = 20;

    /// <summary>Fixes everything random: splits, first weights, the order of pictures, dropout.</summary>
    public int Seed { get; init; }

    /// <summary>Pictures a class to train on; null for all.</summary>
    public int? Shots { get; init; }

    /// <summary>
    /// The share of the training pictures that choices are made by, where the data name none; from 0 to below 1.
    /// </summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>The share of all pictures kept for the last measurement, where the data name none; from 0 to below 1.</summary>
    public double TestFraction { get; init; } = 0.15;

    /// <summary>
    /// What of the backbone is trained after the head, with it: <c>none</c>, the last so many of its blocks (<c>2</c>),
    /// <c>all</c>, adapters in all of them (<c>lora</c>, <c>ssf</c>), or <c>auto</c> for what is better than the head alone by more
    /// than chance.
    /// </summary>
    public string FineTune { get; init; } = FineTuneDepth.None;

    /// <summary>How it is trained; null for the defaults.</summary>
    public FineTuneRecipe? FineTuning { get; init; }

    /// <summary>How pictures are changed, anew in each epoch, while the backbone is trained.</summary>
    [JsonConverter(typeof(AugmentationPresetConverter))]
    public AugmentationPreset Augment { get; init; }

    /// <summary>Reads a recipe.</summary>
    /// <param name="path">A JSON file, as it lies in a bundle.</param>
    /// <exception cref="RecipeException">It cannot be read, or is no recipe that can be followed.</exception>
    public static Recipe Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException($"The recipe '{path}' cannot be read: {e.Message}", e);
        }
        catch (RecipeException e)
        {
            throw new RecipeException($"The recipe '{path}' cannot be followed: {e.Message}", e);
        }
    }

    /// <summary>Reads a recipe from the bytes of its file.</summary>
    /// <exception cref="RecipeException">They are no recipe that can be followed.</exception>
    public static Recipe Parse(ReadOnlySpan<byte> json)
    {
        var recipe = RecipeReader.Read(json);
        recipe.Check();
        return recipe;
    }

    /// <summary>The bytes of its file: JSON, the same for the same recipe.</summary>
    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, RecipeJson.Default.Recipe), (byte)'\n'];

    /// <summary>Names everything in it that cannot be followed.</summary>
    /// <exception cref="RecipeException">Something cannot.</exception>
    public void Check()
    {
        var problems = new List<string>();
        Require(Epochs >= 1, $"the number of epochs is {Epochs}; it must be at least 1");
        Require(BatchSize >= 1, $"the batch size is {BatchSize}; it must be at least 1");
        Require(double.IsFinite(LearningRate) && LearningRate > 0, $"the learning rate is {LearningRate}; it must be above 0");
        Require(double.IsFinite(WeightDecay) && WeightDecay >= 0, $"the weight decay is {WeightDecay}; it must be at least 0");
        Require(LabelSmoothing is >= 0 and < 1, $"the label smoothing is {LabelSmoothing}; it must be at least 0 and below 1");
        Require(Dropout is >= 0 and < 1, $"the dropout is {Dropout}; it must be at least 0 and below 1");
        Require(Patience >= 1, $"the patience is {Patience}; it must be at least 1");
        Require(Shots is null or >= 1, $"the number of shots is {Shots}; it must be at least 1");
        Require(
            ValidationFraction is >= 0 and < 1,
            $"the validation fraction is {ValidationFraction}; it must be at least 0 and below 1");
        Require(TestFraction is >= 0 and < 1, $"the test fraction is {TestFraction}; it must be at least 0 and below 1");
        RequireWords(() => FineTuneDepth.Parse(FineTune));
        Require(
            Weights != RandomWeights || FineTune is FineTuneDepth.None or FineTuneDepth.All,
            $"the weights are random, and the fine-tuning is '{FineTune}'; it must be 'all' to train from scratch, or 'none'");
        Require(
            !IsFromScratch || Head is not (HeadDesign.Discriminant or HeadDesign.Logistic),
            $"the head is '{Head}', which needs a network that knows something; trained from scratch it must be linear or dense:UNITS");
        Require(
            !IsFromScratch || Taps is TapsNames.Auto or "last",
            $"the taps are '{Taps}'; trained from scratch a head sees the last block");
        problems.AddRange(FineTuning?.Problems() ?? []);
        Require(Enum.IsDefined(Augment), $"there is no augmentation {Augment}");
        Require(
            Precision != Precision.Int8 || FineTune == FineTuneDepth.None,
            "the precision is 'int8', whose ranges belong to the published weights; to fine-tune it must be 'auto', 'fp32' or 'bf16'");
        Require(InputSize is null or ( > 0, > 0), $"the input size is {InputSize}; height and width must be above 0");
        RequireWords(() => HeadDesign.Parse(Head));
        RequireWords(() => TapsNames.Parse(Taps));
        Require(
            Discriminant?.IsSolvable() ?? true,
            "a part of the discriminant head cannot be solved; there must be one, shrinkages above 0 and at most 1, weights above 0");
        Require(Logistic?.IsSolvable() ?? true, "the logistic head cannot be solved; penalty and temperature must be above 0");
        if (problems.Count > 0)
            throw new RecipeException(string.Join("; ", problems) + ".");

        void RequireWords(Action read)
        {
            try
            {
                read();
            }
            catch (RecipeException e)
            {
                problems.Add(e.Message.TrimEnd('.'));
            }
        }

        void Require(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }
    }

    /// <summary>How a dataset is opened to follow the recipe: its seed, its shots, its fractions.</summary>
    public DatasetOptions ToDatasetOptions() =>
        new() { Seed = Seed, Shots = Shots, ValidationFraction = ValidationFraction, TestFraction = TestFraction };

    /// <summary>Whether network and head are trained together from random weights.</summary>
    [JsonIgnore]
    public bool IsFromScratch => Weights == RandomWeights && FineTune == FineTuneDepth.All;

    /// <summary>How the network is trained, where it is.</summary>
    internal FineTuneRecipe HowToFineTune => FineTuning ?? (IsFromScratch ? FineTuneRecipe.FromScratch : new FineTuneRecipe());

    /// <summary>Whether the head learns from mirror images, too, or may.</summary>
    internal bool NeedsMirrorImages => HeadDesign.Parse(Head) switch
    {
        { IsTrained: true } or { Kind: HeadKind.Logistic } => false,
        { Kind: HeadKind.Discriminant } => Discriminant?.IsMirrored ?? true,
        _ => true,
    };

    /// <summary>The backbone's input, channels last.</summary>
    internal Shape InputShape(Backbone backbone) =>
        InputSize is var (height, width) ? new Shape(height, width, 3) : backbone.DefaultShape;
}
