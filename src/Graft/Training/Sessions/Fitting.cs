using Graft.Layers;
using Graft.Training.Batches;
using Graft.Training.Optimizers;
using Graft.Trunk;
using Graft.Weights;

namespace Graft.Training.Sessions;

/// <summary>From a model and its data to a session that trains it.</summary>
internal static class Fitting
{
    /// <exception cref="TrainingException">Something does not fit; everything that does not is named.</exception>
    public static History Run(
        Model model, ILabeledData data, ILabeledData? validationData, FitOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Run(model, data, validationData, CompiledModel.Of(model).Optimizer, options, cancellationToken);
    }

    /// <summary>Trains with another optimizer than the one that the model was compiled with.</summary>
    /// <exception cref="TrainingException">Something does not fit; everything that does not is named.</exception>
    public static History Run(
        Model model,
        ILabeledData data,
        ILabeledData? validationData,
        OptimizerState optimizer,
        FitOptions options,
        CancellationToken cancellationToken)
    {
        var compiled = CompiledModel.Of(model);
        Check(options, validationData is not null);
        options.Mixing?.Require(model, compiled.Outputs);
        var weights = ChangingWeights(model);
        var training = data.For(model, compiled.Outputs, options.ClassWeights, "Training data");
        var validation = validationData?.For(model, compiled.Outputs, classWeights: null, "Validation data");

        var boundary = FreezeBoundary.Of(model);
        var looks = Math.Min(training.Views ?? 1, options.Epochs) + (training.HasViews && options.ValidationSplit > 0 ? 1 : 0);
        var samples = looks * training.Count + (validation?.Count ?? 0);
        var network = model;
        // What is mixed or looks another way in each epoch goes through the whole network each time.
        var stays = options.Mixing is null && (!training.HasViews || training.Views is not null);
        using var features =
            stays && boundary.Trunk is { } trunk && boundary.Trained is not null && FeaturePass.Fits(trunk, samples)
                ? new FeaturePass(trunk, samples, options, cancellationToken)
                : null;
        if (features is not null)
        {
            training = training.Through(features.Run);
            validation = validation?.Through(features.Run);
            network = boundary.Trained!;
        }
        if (options.ValidationSplit > 0)
            (training, validation) = training.Split(options.ValidationSplit);
        var plan = new TrainingPlan(model, network, compiled.Outputs, weights, training, validation);
        using var session = new TrainingSession(plan, optimizer, options);
        return session.Run(cancellationToken);
    }

    private static void Check(FitOptions options, bool hasValidationData)
    {
        var problems = new Problems();
        options.Check(problems);
        problems.Require(
            options.ValidationSplit == 0 || !hasValidationData, $"validation data and a validation split cannot both be given.");
        problems.ThrowIfAny("Fit");
    }

    private static (string Name, Weight Weight)[] ChangingWeights(Model model)
    {
        var trained = model.TrainableWeights.ToHashSet();
        if (trained.Count == 0)
            throw new TrainingException(
                $"Nothing in the model '{model.Name}' trains: it has no weights, or all its layers are frozen. "
                + "Set Trainable of at least one layer with weights to true.");
        return [.. WeightNames.WithAdapters(model).Where(named => trained.Contains(named.Weight)
            || (named.Weight is { IsStatistic: true, Layer: { Trainable: true, Adapter: null } }))];
    }
}
