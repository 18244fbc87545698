using System.Globalization;
using System.Text.Json;
using Graft.Training.Callbacks;

namespace Graft.Tests.Training.Callbacks;

public sealed class KerasCallbacksTests
{
    [Fact]
    public void ReduceLROnPlateau_lowers_the_rate_in_the_epochs_in_which_Keras_does()
    {
        foreach (var (entry, run) in Scripts("ReduceLROnPlateau"))
        {
            var settings = new Settings(entry.GetProperty("parameters"));
            run.Play(new ReduceLROnPlateau(
                entry.GetProperty("monitor").GetString()!,
                settings.Number("factor", 0.1),
                settings.Integer("patience", 10),
                settings.Mode,
                settings.Number("min_delta", 1e-4),
                settings.Integer("cooldown", 0),
                settings.Number("min_lr", 0)));
            var expected = entry.GetProperty("rate_after_epoch").EnumerateArray().Select(rate => rate.GetSingle()).ToArray();
            Close.Absolute(expected, [.. run.RateAfterEpoch.Select(rate => (float)rate)], 1e-7, entry.ToString());
        }
    }

    [Fact]
    public void EarlyStopping_stops_in_the_epoch_and_with_the_weights_of_Keras()
    {
        foreach (var (entry, run) in Scripts("EarlyStopping"))
        {
            var settings = new Settings(entry.GetProperty("parameters"));
            var callback = new EarlyStopping(
                entry.GetProperty("monitor").GetString()!,
                settings.Number("min_delta", 0),
                settings.Integer("patience", 0),
                settings.Mode,
                settings.Has("baseline") ? settings.Number("baseline", 0) : null,
                settings.Has("restore_best_weights"),
                settings.Integer("start_from_epoch", 0));
            run.Play(callback);
            var stopped = entry.GetProperty("stopped_in_epoch");
            Assert.Equal(stopped.ValueKind == JsonValueKind.Null ? null : stopped.GetInt32(), callback.StoppedEpoch);
            Assert.Equal(entry.GetProperty("best_epoch").GetInt32(), callback.BestEpoch);
            Assert.Equal(callback.StoppedEpoch is null, run.StopReason is null);
            if (entry.TryGetProperty("best", out var best))
                Assert.Equal(best.GetDouble(), callback.Best!.Value, 1e-7);
            if (entry.TryGetProperty("weights_are_of_epoch", out var epoch))
                Assert.Equal(epoch.GetInt32(), run.WeightsAreOfEpoch);
            Assert.Equal(0, run.LiveSnapshots);
        }
    }

    private static List<(JsonElement Entry, ScriptedRun Run)> Scripts(string callback)
    {
        using var json = Shared.Json("fixtures", "training", "keras_schedules.json");
        double[] sequence = [.. json.RootElement.GetProperty("scripted_sequence").EnumerateArray().Select(Number)];
        var entries = json.RootElement.GetProperty("entries").Clone().EnumerateArray()
            .Where(entry => entry.TryGetProperty("callback", out var name) && name.GetString() == callback).ToList();
        Assert.NotEmpty(entries);
        return [.. entries.Select(entry => (entry, Script(entry, sequence)))];
    }

    private static ScriptedRun Script(JsonElement entry, double[] sequence) =>
        new(entry.GetProperty("monitor").GetString()!, Values(entry, sequence));

    private static double[] Values(JsonElement entry, double[] sequence)
    {
        if (!entry.TryGetProperty("sequence", out var own))
            return sequence;
        if (own.ValueKind == JsonValueKind.Array)
            return [.. own.EnumerateArray().Select(Number)];
        Assert.Equal("1 - v / 2 of the sequence", own.GetString());
        return [.. sequence.Select(value => 1 - value / 2)];
    }

    private static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture)
            : value.GetDouble();

    private sealed class Settings(JsonElement json)
    {
        public MonitorMode Mode =>
            json.TryGetProperty("mode", out var mode)
                ? Enum.Parse<MonitorMode>(mode.GetString()!, ignoreCase: true)
                : MonitorMode.Auto;

        public bool Has(string name) => json.TryGetProperty(name, out _);

        public double Number(string name, double otherwise) =>
            json.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;

        public int Integer(string name, int otherwise) =>
            json.TryGetProperty(name, out var value) ? value.GetInt32() : otherwise;
    }
}
