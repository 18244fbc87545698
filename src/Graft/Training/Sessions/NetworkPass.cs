using Graft.Engine;
using Graft.Layers;
using Graft.Training.Batches;
using Graft.Training.Losses;
using Graft.Training.Optimizers;
using TorchSharp;

namespace Graft.Training.Sessions;

/// <summary>Runs batches through a network: one step of training, or a look without change.</summary>
internal sealed class NetworkPass(Layer network, IReadOnlyList<CompiledOutput> outputs)
{
    /// <summary>Changes the weights by one optimizer step.</summary>
    /// <returns>The loss of the batch before the update.</returns>
    public double Train(
        Batch batch, ForwardContext context, OptimizerState optimizer, IReadOnlyList<NamedWeight> weights, RunningValues values)
    {
        using var scope = torch.NewDisposeScope();
        using var withGradient = torch.enable_grad();
        var given = Outputs(batch, context);
        var losses = Losses(batch, given);
        var loss = Total(losses);
        optimizer.Apply(weights, Gradients.Of(loss, weights));
        return Report(batch, loss, losses, given, values);
    }

    /// <summary>Takes losses and metrics of a batch.</summary>
    public void Evaluate(Batch batch, RunningValues values)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var given = Outputs(batch, ForwardContext.Inference);
        var losses = Losses(batch, given);
        Report(batch, Total(losses), losses, given, values);
    }

    private static double Report(
        Batch batch, torch.Tensor loss, torch.Tensor[] losses, ModelOutput[] given, RunningValues values)
    {
        using var noGradient = torch.no_grad();
        var value = loss.item<float>();
        values.Add(batch.Rows, value, [.. losses.Select(own => (double)own.item<float>())], batch.Targets, given);
        return value;
    }

    private ModelOutput[] Outputs(Batch batch, ForwardContext context)
    {
        var before = network.ForwardPreactivations(batch.Inputs, context);
        // Losses need all bits.
        return [.. before.Zip(outputs, (preactivation, output) =>
            Output(preactivation with { Value = preactivation.Value.to(torch.float32) }, output.Loss))];
    }

    private static ModelOutput Output(Preactivation before, Loss loss)
    {
        var logits = Layout.ToLogical(before.Value);
        if (before.Activation == ActivationFunction.Linear)
            return new ModelOutput(logits);
        if (before.Activation.Name != loss.Activation)
            return new ModelOutput(Layout.ToLogical(before.Activation.Apply(before.Value)));
        // The loss is computed from the logits, so the values are for metrics alone.
        using var noGradient = torch.no_grad();
        return new ModelOutput(Layout.ToLogical(before.Activation.Apply(before.Value)), logits, loss.Activation);
    }

    private torch.Tensor[] Losses(Batch batch, ModelOutput[] given) =>
        [.. outputs.Select((output, i) => Mean(output.Loss.PerSample(batch.Targets[i], given[i]), batch.Weights))];

    /// <summary>
    /// The mean over all samples, whatever they count: Keras divides by their number, not by the sum of their weights.
    /// </summary>
    private static torch.Tensor Mean(torch.Tensor perSample, torch.Tensor? weights)
    {
        if (weights is null)
            return perSample.mean();
        long[] alongBatch = [perSample.shape[0], .. Enumerable.Repeat(1L, (int)perSample.dim() - 1)];
        return (perSample * weights.reshape(alongBatch)).mean();
    }

    private torch.Tensor Total(torch.Tensor[] losses)
    {
        var weighted = losses.Zip(outputs, (loss, output) => output.LossWeight == 1 ? loss : loss.Times(output.LossWeight));
        return weighted.Aggregate((sum, loss) => sum.Plus(loss));
    }
}
