using Graft.Cli.Demonstrations;

namespace Graft.Cli.Results;

/// <summary>What came of <c>graft demo</c>.</summary>
/// <param name="Transfer">The model on the pre-trained network.</param>
/// <param name="Scratch">The same network from random weights.</param>
/// <param name="Pictures">What both were trained on and judged by.</param>
/// <param name="Report">The report, an HTML file.</param>
/// <param name="Model">The model to go on with, the one on the pre-trained network.</param>
/// <param name="Seconds">How long all of it took.</param>
internal sealed record DemonstratedTransfer(
    MethodFigures Transfer, MethodFigures Scratch, DrawnCounts Pictures, string Report, string Model, double Seconds)
{
    public static DemonstratedTransfer Of(Demonstrated result) => new(
        MethodFigures.Of(result.Transfer),
        MethodFigures.Of(result.Scratch),
        new(
            result.Folder.Pictures, result.Transfer.Training.Classes.Count, result.Transfer.Training.Pictures.Train,
            result.Transfer.Report.Count),
        result.Folder.Report,
        result.Folder.Transfer,
        result.Time.TotalSeconds);
}

/// <summary>How good a model is that was made in one of the two ways, and how long that took.</summary>
/// <param name="Accuracy">The share of test pictures that it tells rightly.</param>
/// <param name="Low">The lower end of that share's interval of 95 %.</param>
/// <param name="High">The upper end.</param>
/// <param name="Seconds">How long its training took.</param>
/// <param name="Model">The model.</param>
internal sealed record MethodFigures(double Accuracy, double Low, double High, double Seconds, string Model)
{
    public static MethodFigures Of(DemonstratedMethod method) => new(
        method.Report.Accuracy, method.Interval.Low, method.Interval.High, method.Seconds, method.Training.Model);
}

/// <summary>The drawn pictures.</summary>
/// <param name="Folder">Where they lie.</param>
/// <param name="Classes">How many classes there are.</param>
/// <param name="Train">Pictures to train on, of all classes together.</param>
/// <param name="Test">Pictures to judge by.</param>
internal sealed record DrawnCounts(string Folder, int Classes, int Train, int Test);
