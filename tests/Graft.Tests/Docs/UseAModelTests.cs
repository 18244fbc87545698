using Graft.Runtime;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;

namespace Graft.Tests.Docs;

/// <summary>The examples of <c>docs/use-a-model-in-your-program.md</c> and the README, run as they stand there.</summary>
[Collection(nameof(FlowersFolder))]
public sealed class UseAModelTests : IDisposable
{
    private readonly FlowersFolder folder = new();

    [Fact]
    public void Three_lines_say_what_a_picture_shows()
    {
        using var classifier = ImageClassifier.Open("flowers.graft");
        var prediction = classifier.Predict("rose.jpg");
        Console.WriteLine($"{prediction.Label} {prediction.Probability:P1}");

        Assert.Matches(@"^rose \d\d\.\d ?%\n$", folder.Output);
    }

    [Fact]
    public void The_most_probable_classes_come_first()
    {
        using var classifier = ImageClassifier.Open("flowers.graft");
        using var upload = File.OpenRead("rose.jpg");
        foreach (var (label, probability) in classifier.Predict(upload).Top(3))
            Console.WriteLine($"{label} {probability:P1}");

        Assert.Matches(@"^rose .*%\nviolet .*%\n$", folder.Output);
    }

    [Fact]
    public void Errors_say_what_is_wrong_with_which_file()
    {
        try
        {
            using var classifier = ImageClassifier.Open("flowers.graft", new ClassifierOptions { Threads = 1 });
            Console.WriteLine(classifier.Predict("notes.txt"));
        }
        catch (Exception error) when (error is BundleException or PictureException)
        {
            Console.WriteLine(error.Message);
        }

        Assert.StartsWith("'notes.txt' cannot be used: ", folder.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_can_be_loaded_again_with_its_layers()
    {
        var model = Model.Load("flowers.graft");
        model.Summary();

        Assert.Contains("Total params: 8 (", folder.Output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
