using Graft.Evaluation;

namespace Graft.Cli.Results;

/// <summary>What <c>graft evaluate</c> found.</summary>
internal sealed record EvaluatedModel(
    int Count,
    int Unusable,
    double Accuracy,
    double BalancedAccuracy,
    double LogLoss,
    double Top5Accuracy,
    double ExpectedCalibrationError,
    double CalibrationErrorByChance,
    IReadOnlyList<ClassFigures> PerClass,
    ConfusionMatrix Confusion)
{
    public static EvaluatedModel Of(ClassifierEvaluation evaluation)
    {
        var report = evaluation.Report;
        return new(
            report.Count, evaluation.Unusable.Count, report.Accuracy, report.BalancedAccuracy, report.LogLoss,
            report.Top5Accuracy, report.ExpectedCalibrationError, report.CalibrationErrorByChance, report.PerClass, report.Confusion);
    }
}
