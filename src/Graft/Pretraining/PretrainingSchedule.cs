using Graft.Training.Optimizers;
using Graft.Training.Schedules;
using Graft.Weights;

namespace Graft.Pretraining;

/// <summary>The optimizer of a recipe.</summary>
internal static class PretrainingSchedule
{
    private const double Momentum = 0.9;

    /// <summary>The optimizer for a model; weight decay leaves biases, norms and all other vectors alone.</summary>
    /// <param name="recipe">Its rates.</param>
    /// <param name="model">Whose weights it will change.</param>
    /// <param name="batches">Batches of all epochs together.</param>
    public static Optimizer Of(PretrainingRecipe recipe, Model model, long batches)
    {
        var steps = Math.Max(1, batches / recipe.GradientAccumulation);
        var warmUp = (long)Math.Round(recipe.WarmUp * steps);
        var fall = Math.Max(1, steps - warmUp);
        var rate = warmUp == 0
            ? new CosineDecay(recipe.LearningRate, fall)
            : new CosineDecay(0, fall, warmupTarget: recipe.LearningRate, warmupSteps: warmUp);
        string[] vectors = [.. WeightNames.Of(model).Where(named => named.Weight.Shape.Rank < 2 && !named.Weight.IsStatistic)
            .Select(named => named.Name)];
        Optimizer optimizer = recipe.Sgd
            ? new SGDW(rate, recipe.WeightDecay, Momentum, nesterov: true)
            : new AdamW(rate, recipe.WeightDecay);
        return optimizer with
        {
            ParameterGroups = [new ParameterGroup(vectors) { WeightDecay = 0 }],
            GlobalClipNorm = recipe.ClipNorm,
            GradientAccumulationSteps = recipe.GradientAccumulation,
            Ema = recipe.AverageMomentum == 0 ? null : new Ema(recipe.AverageMomentum) { WarmUp = true },
        };
    }
}
