using Graft.Training;
using Graft.Training.Schedules;

namespace Graft.Tests.Training.Schedules;

public sealed class KerasSchedulesTests
{
    public static TheoryData<string, LearningRateSchedule> Cases => new()
    {
        { "CosineDecay(0.1, 20)", new CosineDecay(0.1, 20) },
        { "CosineDecay(0.1, 20, alpha=0.1)", new CosineDecay(0.1, 20, alpha: 0.1) },
        {
            "CosineDecay(0.0, 15, alpha=0.05, warmup_target=0.1, warmup_steps=5)",
            new CosineDecay(0, 15, alpha: 0.05, warmupTarget: 0.1, warmupSteps: 5)
        },
        {
            "CosineDecay(0.02, 15, warmup_target=0.1, warmup_steps=5)",
            new CosineDecay(0.02, 15, warmupTarget: 0.1, warmupSteps: 5)
        },
        { "ExponentialDecay(0.1, 5, 0.7)", new ExponentialDecay(0.1, 5, 0.7) },
        { "ExponentialDecay(0.1, 5, 0.7, staircase=True)", new ExponentialDecay(0.1, 5, 0.7, staircase: true) },
        { "PiecewiseConstantDecay([5, 12], [0.1, 0.05, 0.01])", new PiecewiseConstantDecay([5, 12], [0.1, 0.05, 0.01]) },
        {
            "CosineDecayRestarts(0.1, 6, t_mul=2.0, m_mul=0.8, alpha=0.01)",
            new CosineDecayRestarts(0.1, 6, tMul: 2, mMul: 0.8, alpha: 0.01)
        },
        { "PolynomialDecay(0.1, 20, 0.001, power=2)", new PolynomialDecay(0.1, 20, 0.001, power: 2) },
        { "PolynomialDecay(0.1, 8, 0.001, power=1, cycle=True)", new PolynomialDecay(0.1, 8, 0.001, cycle: true) },
        { "InverseTimeDecay(0.1, 5, 0.5)", new InverseTimeDecay(0.1, 5, 0.5) },
        { "InverseTimeDecay(0.1, 5, 0.5, staircase=True)", new InverseTimeDecay(0.1, 5, 0.5, staircase: true) },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Every_step_has_the_rate_that_Keras_gives_it(string name, LearningRateSchedule schedule)
    {
        using var json = Shared.Json("fixtures", "training", "keras_schedules.json");
        var entry = json.RootElement.GetProperty("entries").EnumerateArray()
            .Single(e => e.TryGetProperty("schedule", out var schedule) && schedule.GetString() == name);
        var rates = entry.GetProperty("learning_rate_at_step_0_to_25");
        var expected = rates.EnumerateArray().Select(rate => rate.GetSingle()).ToArray();
        var actual = Enumerable.Range(0, expected.Length).Select(step => (float)schedule.At(step)).ToArray();
        Close.Absolute(expected, actual, 1e-7, name);
    }

    [Fact]
    public void Every_schedule_of_the_reference_data_is_tried()
    {
        using var json = Shared.Json("fixtures", "training", "keras_schedules.json");
        var given = json.RootElement.GetProperty("entries").EnumerateArray()
            .Where(entry => entry.TryGetProperty("schedule", out _)).Select(entry => entry.GetProperty("schedule").GetString()!);
        Assert.Equal(given.Order(), Cases.Select(row => row.Data.Item1).Order());
    }

    [Fact]
    public void A_number_is_a_schedule()
    {
        LearningRateSchedule schedule = 0.25;
        Assert.Equal(0.25, schedule.At(1_000_000));
    }

    [Fact]
    public void Wrong_settings_are_all_named_at_once()
    {
        var message = Assert.Throws<TrainingException>(() => new CosineDecay(-1, 0, alpha: 2, warmupSteps: 3)).Message;
        Assert.All(
            ["initialLearningRate is -1", "decaySteps is 0", "alpha is 2", "without warmupTarget"],
            part => Assert.Contains(part, message));
        Assert.Throws<TrainingException>(() => new PiecewiseConstantDecay([5, 5], [0.1, 0.2]));
        Assert.Throws<TrainingException>(() => new ExponentialDecay(0.1, 10, 0));
        Assert.Throws<TrainingException>(() => new PolynomialDecay(0.1, 0));
        Assert.Throws<TrainingException>(() => new InverseTimeDecay(0.1, 10, -1));
        Assert.Throws<TrainingException>(() => new CosineDecayRestarts(0.1, 10, tMul: 0.5));
        Assert.Throws<TrainingException>(() => new OneCycle(0.1, 10, riseShare: 0.6, threePhases: true));
        Assert.Throws<TrainingException>(() => new CyclicalRate(0.1, 0.2, 0));
        Assert.Throws<TrainingException>(() => new TanhDecay(0.1, 10, lower: 3, upper: 3));
        Assert.Throws<TrainingException>(() => new WarmUp(0.1, 0));
        Assert.Throws<TrainingException>(() => new InSequence([0.1, 0.2], [0]));
        Assert.Throws<TrainingException>(() => { LearningRateSchedule rate = double.NaN; });
    }
}
