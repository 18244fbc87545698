using Graft.Engine;
using Graft.Training.Callbacks;
using Graft.Training.Checkpoints;
using Graft.Training.Optimizers;
using TorchSharp;

namespace Graft.Training.Sessions;

/// <summary>All that a training needs to go on to the bit, written down between two steps and taken up again.</summary>
/// <param name="plan">What it works on.</param>
/// <param name="optimizer">What its optimizer remembers.</param>
/// <param name="trained">The weights that the optimizer changes.</param>
/// <param name="random">The random numbers of its forward passes.</param>
/// <param name="history">The epochs that are finished.</param>
/// <param name="callbacks">Those that keep something are asked for it.</param>
internal sealed class SessionState(
    TrainingPlan plan, OptimizerState optimizer, IReadOnlyList<NamedWeight> trained, torch.Generator random, History history,
    IReadOnlyList<Callback> callbacks)
{
    /// <summary>What a state says of the session's name, from which its orders of samples come.</summary>
    public const string Name = "session";

    public TrainingState Save(string name, int nextEpoch, SessionPosition? position)
    {
        using var scope = torch.NewDisposeScope();
        var state = new TrainingState();
        state.Set(Name, name);
        foreach (var (weightName, weight) in plan.Weights)
            state.Part("weight").Set(weightName, weight.Tensor);
        optimizer.Save().Save(state.Part("optimizer"));
        state.Set("random", random.get_state());
        state.Set("epoch", nextEpoch);
        if (position is not null)
            Save(position, state.Part("position"));
        SaveHistory(state.Part("history"));
        foreach (var (i, callback) in callbacks.Index())
            (callback as IKeepsState)?.Save(state.Part("callback").Part(i));
        return state;
    }

    /// <summary>Goes on from a state.</summary>
    /// <param name="run">The running training.</param>
    /// <param name="state">What was saved.</param>
    /// <param name="seed">The seed of everything random.</param>
    /// <param name="mixingName">The name of an epoch's random numbers for mixing.</param>
    /// <returns>The epoch to go on with, and the place in it; null at its beginning.</returns>
    /// <exception cref="TrainingException">It was saved by a training of something else.</exception>
    public (int Epoch, SessionPosition? Position) Restore(
        ITrainingRun run, TrainingState state, int seed, Func<int, string> mixingName)
    {
        using var scope = torch.NewDisposeScope();
        foreach (var (weightName, weight) in plan.Weights)
            state.Part("weight").Tensor(weightName).CopyTo(weight.Tensor, weightName);
        optimizer.Restore(trained, OptimizerMemory.Load(state.Part("optimizer")));
        random.set_state(state.Tensor("random").ToTensor());
        RestoreHistory(state.Part("history"));
        foreach (var (i, callback) in callbacks.Index())
            if (callback is IKeepsState keeping)
                keeping.Resume(run, state.Part("callback").Part(i));
            else
                callback.OnTrainBegin(run);
        var epoch = (int)state.Long("epoch");
        var position = state.Part("position");
        return (epoch, position.Whole("steps") is null ? null : RestorePosition(epoch, position, seed, mixingName(epoch)));
    }

    private static void Save(SessionPosition position, TrainingState state)
    {
        state.Set("steps", position.Steps);
        state.Set("view", position.View);
        state.Set("mixing", position.Mixing.Position);
        state.Set("elapsed", position.Elapsed.Ticks);
        position.Values.Save(state.Part("values"));
    }

    private SessionPosition RestorePosition(int epoch, TrainingState state, int seed, string mixingName)
    {
        var mixing = new RandomStream(seed, mixingName) { Position = state.Long("mixing") };
        var values = new RunningValues(plan.Outputs);
        values.Restore(state.Part("values"));
        return new SessionPosition(epoch, state.Long("view"), mixing, values)
        {
            Steps = (int)state.Long("steps"),
            Before = TimeSpan.FromTicks(state.Long("elapsed")),
        };
    }

    private void SaveHistory(TrainingState state)
    {
        state.Set("count", history.Epochs.Count);
        state.Set("stop reason", history.StopReason);
        foreach (var (i, epoch) in history.Epochs.Index())
        {
            state.Part(i).Set("values", epoch.Values);
            state.Part(i).Set("rate", epoch.LearningRate);
            state.Part(i).Set("ticks", epoch.Duration.Ticks);
        }
    }

    private void RestoreHistory(TrainingState state)
    {
        history.StopReason = state.Word("stop reason");
        for (var i = 0; i < state.Long("count"); i++)
            history.Add(new EpochResult(
                i, state.Part(i).Reals("values"), state.Part(i).Real("rate") ?? 0, TimeSpan.FromTicks(state.Part(i).Long("ticks"))));
    }
}
