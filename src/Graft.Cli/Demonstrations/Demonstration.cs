using Graft.Cli.Drawings;
using Graft.Cli.Output;
using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Evaluation;
using Graft.Planning;
using Graft.Runtime;

namespace Graft.Cli.Demonstrations;

/// <summary>
/// Shows what a pre-trained network is worth where pictures are few: draws some, trains with it and from scratch on the same ones, and
/// judges both by others.
/// </summary>
/// <param name="folder">Where everything is written, prepared.</param>
/// <param name="seed">Fixes everything random.</param>
/// <param name="shots">Pictures a class to train on, at least 2.</param>
/// <param name="threads">Threads to compute with; null for as many as there are processors.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class Demonstration(DemonstrationFolder folder, int seed, int shots, int? threads, TimeProvider clock)
{
    /// <summary>The network that both stand on.</summary>
    public const string Backbone = "embedded";

    /// <summary>Pictures a class to judge by.</summary>
    public const int TestPictures = 40;

    // Less than a picture has: as good here, and in half the time.
    private const int InputSize = 64;

    /// <summary>How the model is made that stands on the pre-trained network: with everything that <c>graft train</c> takes by itself.</summary>
    private Recipe OnPublishedWeights => new()
    {
        Backbone = Backbone,
        InputSize = InputSize,
        ValidationFraction = 0,
        Seed = seed,
    };

    /// <summary>
    /// How its opponent is made: the same network and pictures, random weights, with what helps most where pictures are few: many epochs
    /// to the end of a cosine, small steps, views that differ in each.
    /// </summary>
    private Recipe FromScratch => OnPublishedWeights with
    {
        Weights = Recipe.RandomWeights,
        FineTune = FineTuneDepth.All,
        // Stronger changes leave so few pictures unlearned.
        Augment = AugmentationPreset.Light,
        BatchSize = 16,
    };

    /// <summary>Runs all of it.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; what was finished lies in the folder.</exception>
    public Demonstrated Run(ProgressBoard board, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        Draw(board, cancellationToken);
        var transfer = Train(OnPublishedWeights, folder.Transfer, board, cancellationToken);
        var scratch = Train(FromScratch, folder.Scratch, board, cancellationToken);
        return new Demonstrated(
            folder, seed, shots, Judge(transfer, board, cancellationToken), Judge(scratch, board, cancellationToken),
            clock.GetElapsedTime(began));
    }

    private void Draw(ProgressBoard board, CancellationToken cancellationToken)
    {
        var (pictures, done) = (new DrawnPictures(seed), 0);
        using var stage = board.Begin("Drawing", "pictures", (shots + TestPictures) * DrawnPictures.ClassNames.Count);
        pictures.Write(folder.Pictures, "train", shots, Count, cancellationToken);
        pictures.Write(folder.Pictures, "test", TestPictures, Count, cancellationToken);

        void Count()
        {
            lock (pictures)
                stage.Report(++done);
        }
    }

    private ClassifierResult Train(Recipe recipe, string model, ProgressBoard board, CancellationToken cancellationToken)
    {
        using var progress = new ClassifierStages(board);
        using var data = DatasetIndex.Open(folder.Pictures, recipe.ToDatasetOptions(), cancellationToken);
        var settings = new ClassifierTrainingSettings { Threads = threads, Progress = progress, Clock = clock };
        return new ClassifierTraining(recipe, settings).Run(data, model, cancellationToken: cancellationToken);
    }

    private DemonstratedMethod Judge(ClassifierResult result, ProgressBoard board, CancellationToken cancellationToken)
    {
        using var classifier = ImageClassifier.Open(result.Model, new ClassifierOptions { Threads = threads });
        using var data = DatasetIndex.Open(
            folder.Pictures, new DatasetOptions { Purpose = DatasetPurpose.Evaluation }, cancellationToken);
        using var stage = board.Begin("Evaluating", "pictures", data.Test.Count);
        var loader = new PictureLoader(
            classifier.Preprocessing, new PictureLoaderOptions { Workers = threads ?? Environment.ProcessorCount });
        var judged = ClassifierEvaluation.Run(
            classifier, data.ClassNames, loader.Load(data.Test, cancellationToken), new StageProgress<int>(done => stage.Report(done)),
            cancellationToken);
        return new DemonstratedMethod(result, judged.Report);
    }
}

/// <summary>What came of a demonstration.</summary>
/// <param name="Folder">Where everything lies.</param>
/// <param name="Seed">What fixed everything random.</param>
/// <param name="Shots">Pictures a class that were trained on.</param>
/// <param name="Transfer">The model on the pre-trained network.</param>
/// <param name="Scratch">The model from scratch.</param>
/// <param name="Time">How long all of it took.</param>
internal sealed record Demonstrated(
    DemonstrationFolder Folder, int Seed, int Shots, DemonstratedMethod Transfer, DemonstratedMethod Scratch, TimeSpan Time)
{
    /// <summary>By how much more of the pictures the pre-trained network is right, from -1 to 1.</summary>
    public double Gain => Transfer.Report.Accuracy - Scratch.Report.Accuracy;
}

/// <summary>One of the two ways to make a model, and what the model says of pictures that it has not seen.</summary>
/// <param name="Training">How it was made.</param>
/// <param name="Report">How good it is.</param>
internal sealed record DemonstratedMethod(ClassifierResult Training, ClassificationReport Report)
{
    /// <summary>The accuracy's interval of 95 %.</summary>
    public WilsonInterval Interval => WilsonInterval.Of(Report.Accuracy, Report.Count);

    /// <summary>Seconds that the training took, with the measuring of what was written.</summary>
    public double Seconds => Training.Seconds.Total;
}
