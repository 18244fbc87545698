using Graft.Tests.Training.Callbacks;
using Graft.Training.Callbacks;
using Graft.Training.Schedules;

namespace Graft.Tests.Training.Schedules;

public sealed class TorchSchedulesTests
{
    private const string Plateau = "ReduceLROnPlateau";

    public static TheoryData<string, LearningRateSchedule> Cases => new()
    {
        { "OneCycleLR(max_lr=0.1, total_steps=30)", new OneCycle(0.1, 30) },
        {
            "OneCycleLR(max_lr=0.1, total_steps=30, pct_start=0.2, anneal_strategy='linear', "
                + "div_factor=10, final_div_factor=100)",
            new OneCycle(0.1, 30, riseShare: 0.2, startFactor: 10, finalFactor: 100, linear: true)
        },
        { "OneCycleLR(max_lr=0.1, total_steps=30, three_phase=True)", new OneCycle(0.1, 30, threePhases: true) },
        { "CosineAnnealingLR(T_max=20, eta_min=0.001)", new CosineDecay(0.1, 20, alpha: 0.01) },
        {
            "CosineAnnealingWarmRestarts(T_0=5, T_mult=2, eta_min=0.001)", new CosineDecayRestarts(0.1, 5, tMul: 2, alpha: 0.01)
        },
        { "CosineAnnealingWarmRestarts(T_0=7)", new CosineDecayRestarts(0.1, 7, tMul: 1) },
        { "LinearLR(start_factor=0.1, total_iters=5)", new WarmUp(0.1, 5, start: 0.01) },
        {
            "SequentialLR([LinearLR(start_factor=0.01, total_iters=5), CosineAnnealingLR(T_max=25)], milestones=[5])",
            new InSequence([new WarmUp(0.1, 5, start: 0.001), new CosineDecay(0.1, 25)], [5])
        },
        { "StepLR(step_size=7, gamma=0.3)", new ExponentialDecay(0.1, 7, 0.3, staircase: true) },
        {
            "MultiStepLR([5, 6, 20], gamma=0.5)", new PiecewiseConstantDecay([4, 5, 19], [0.1, 0.05, 0.025, 0.0125])
        },
        { "ExponentialLR(0.9)", new ExponentialDecay(0.1, 1, 0.9) },
        { "PolynomialLR(total_iters=20, power=2)", new PolynomialDecay(0.1, 20, 0, power: 2) },
        { "ConstantLR(factor=0.3, total_iters=4)", new PiecewiseConstantDecay([3], [0.03, 0.1]) },
        {
            "CyclicLR(base_lr=0.01, max_lr=0.1, step_size_up=5, mode='triangular2')",
            new CyclicalRate(0.01, 0.1, 5, halving: true)
        },
        {
            "timm CosineLRScheduler(t_initial=20, lr_min=0.001, warmup_t=5, warmup_lr_init=0.0001)",
            new WarmUp(new CosineDecay(0.1, 20, alpha: 0.01), 5, start: 0.0001, delays: false)
        },
        {
            "timm CosineLRScheduler(t_initial=20, lr_min=0.001, warmup_t=5, warmup_lr_init=0.0001, warmup_prefix=True)",
            new WarmUp(new CosineDecay(0.1, 20, alpha: 0.01), 5, start: 0.0001)
        },
        {
            "timm CosineLRScheduler(t_initial=10, cycle_limit=3, cycle_decay=0.5, cycle_mul=1.0)",
            new CosineDecayRestarts(0.1, 10, tMul: 1, mMul: 0.5)
        },
        {
            "timm StepLRScheduler(decay_t=7, decay_rate=0.3, warmup_t=3, warmup_lr_init=0.001)",
            new WarmUp(new ExponentialDecay(0.1, 7, 0.3, staircase: true), 3, start: 0.001)
        },
        {
            "timm MultiStepLRScheduler(decay_t=[8, 15], decay_rate=0.1)", new PiecewiseConstantDecay([6, 13], [0.1, 0.01, 0.001])
        },
        { "timm PolyLRScheduler(t_initial=20, power=0.5, lr_min=0.001)", new PolynomialDecay(0.1, 20, 0.001, power: 0.5) },
        { "timm TanhLRScheduler(t_initial=20, lr_min=0.001)", new TanhDecay(0.1, 20, 0.001) },
    };

    // timm's exponent of the cosine's argument, which no published recipe uses.
    private static readonly string[] LeftOut = ["timm CosineLRScheduler(t_initial=20, k_decay=1.5)"];

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Every_step_has_the_rate_and_the_momentum_that_torch_or_timm_gives_it(string name, LearningRateSchedule schedule)
    {
        using var json = Shared.Json("fixtures", "training", "torch_schedules.json");
        var entry = json.RootElement.GetProperty("schedulers").EnumerateArray()
            .Single(e => e.GetProperty("scheduler").GetString() == name);
        var isTorch = entry.TryGetProperty("rate_of_step", out var rates);
        if (!isTorch)
            rates = entry.GetProperty("rate_after_step_call_with_epoch_0_to_29");
        // Behind its end torch's annealing turns round and rises again; a decay stays.
        var steps = name.StartsWith("CosineAnnealingLR", StringComparison.Ordinal) ? 21 : rates.GetArrayLength();
        for (var step = 0; step < steps; step++)
            Assert.Equal(rates[step].GetDouble(), schedule.At(step), 1e-8);
        if (entry.TryGetProperty("momentum_of_step", out var momenta))
            Assert.All(momenta.EnumerateArray().Index(), momentum =>
                Assert.Equal(momentum.Item.GetDouble(), schedule.MomentumAt(momentum.Index)!.Value, 1e-8));
        else
            Assert.Null(schedule.MomentumAt(0));
    }

    // torch waits for one bad epoch more than its patience says; Keras's settings for the same are one higher.
    [Fact]
    public void ReduceLROnPlateau_lowers_the_rate_in_the_epochs_in_which_torch_does()
    {
        using var json = Shared.Json("fixtures", "training", "torch_schedules.json");
        foreach (var entry in json.RootElement.GetProperty("schedulers").EnumerateArray())
        {
            if (entry.GetProperty("scheduler").GetString() != Plateau)
                continue;
            double[] losses = [.. entry.GetProperty("sequence").EnumerateArray().Select(value => value.GetDouble())];
            var settings = entry.GetProperty("parameters");
            double Of(string name, double otherwise) =>
                settings.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;
            var cooldown = (int)Of("cooldown", 0);
            var run = new ScriptedRun("val_loss", losses);
            run.Play(new ReduceLROnPlateau(
                factor: Of("factor", 0.1),
                patience: (int)Of("patience", 10) + 1,
                minDelta: Of("threshold", 1e-4),
                cooldown: cooldown == 0 ? 0 : cooldown + 1,
                minLearningRate: Of("min_lr", 0)));
            var expected = entry.GetProperty("rate_after_epoch").EnumerateArray().Select(rate => rate.GetDouble()).ToArray();
            Assert.All(expected.Zip(run.RateAfterEpoch), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        }
    }

    [Fact]
    public void Every_schedule_of_the_reference_data_is_tried_or_named_as_left_out()
    {
        using var json = Shared.Json("fixtures", "training", "torch_schedules.json");
        var given = json.RootElement.GetProperty("schedulers").EnumerateArray()
            .Select(entry => entry.GetProperty("scheduler").GetString()!).Where(name => name != Plateau);
        Assert.Equal(given.Order(), Cases.Select(row => row.Data.Item1).Concat(LeftOut).Order());
    }
}
