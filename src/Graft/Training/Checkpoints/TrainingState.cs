using System.Globalization;
using TorchSharp;

namespace Graft.Training.Checkpoints;

/// <summary>
/// What must be kept of a training so that it goes on to the bit: words, numbers and tensors by name. Tensors are copied when they
/// are set.
/// </summary>
internal sealed class TrainingState
{
    private readonly Dictionary<string, string> words;
    private readonly Dictionary<string, KeptTensor> tensors;
    private readonly string prefix;

    /// <summary>Nothing yet.</summary>
    public TrainingState() : this([], [], "")
    {
    }

    /// <summary>What was kept.</summary>
    public TrainingState(Dictionary<string, string> words, Dictionary<string, KeptTensor> tensors) : this(words, tensors, "")
    {
    }

    private TrainingState(Dictionary<string, string> words, Dictionary<string, KeptTensor> tensors, string prefix) =>
        (this.words, this.tensors, this.prefix) = (words, tensors, prefix);

    /// <summary>All words and numbers by their whole names.</summary>
    public IReadOnlyDictionary<string, string> Words => words;

    /// <summary>All tensors by their whole names.</summary>
    public IReadOnlyDictionary<string, KeptTensor> Tensors => tensors;

    /// <summary>The part whose names begin with a word.</summary>
    public TrainingState Part(string name) => new(words, tensors, $"{prefix}{name}/");

    /// <summary>The part with the number of an item in a list.</summary>
    public TrainingState Part(int item) => Part(item.ToString(CultureInfo.InvariantCulture));

    /// <summary>Takes over all of another state.</summary>
    public void Add(TrainingState other)
    {
        foreach (var (name, value) in other.words)
            words[prefix + name] = value;
        foreach (var (name, value) in other.tensors)
            tensors[prefix + name] = value;
    }

    /// <summary>A state of its own with what is in this part.</summary>
    public TrainingState Alone() => new(Below(words), Below(tensors));

    /// <summary>Keeps a word; null keeps nothing.</summary>
    public void Set(string name, string? value)
    {
        if (value is not null)
            words[prefix + name] = value;
    }

    /// <summary>Keeps a number to the bit; null keeps nothing.</summary>
    public void Set(string name, double? value) => Set(name, value?.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>Keeps a whole number; null keeps nothing.</summary>
    public void Set(string name, long? value) => Set(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Keeps a copy of a tensor.</summary>
    public void Set(string name, torch.Tensor value) => tensors[prefix + name] = KeptTensor.Of(value);

    /// <summary>Keeps a row of numbers.</summary>
    public void Set(string name, ReadOnlySpan<double> values) => tensors[prefix + name] = KeptTensor.Of(values);

    /// <summary>Keeps numbers under their names.</summary>
    public void Set(string name, IEnumerable<KeyValuePair<string, double>> values)
    {
        var part = Part(name);
        foreach (var (i, (key, value)) in values.Index())
        {
            part.Part(i).Set("name", key);
            part.Part(i).Set("value", value);
        }
        part.Set("count", values.LongCount());
    }

    /// <summary>A word; null where none was kept.</summary>
    public string? Word(string name) => words.GetValueOrDefault(prefix + name);

    /// <summary>A number; null where none was kept.</summary>
    public double? Real(string name) => Word(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>A whole number; null where none was kept.</summary>
    public int? Whole(string name) => Word(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>A whole number of 64 bits that was kept.</summary>
    /// <exception cref="TrainingException">It was not kept.</exception>
    public long Long(string name) => long.Parse(Required(name), CultureInfo.InvariantCulture);

    /// <summary>Numbers under their names.</summary>
    public IReadOnlyDictionary<string, double> Reals(string name)
    {
        var part = Part(name);
        return Enumerable.Range(0, part.Whole("count") ?? 0).ToDictionary(
            i => part.Part(i).Required("name"), i => part.Part(i).Real("value") ?? double.NaN);
    }

    /// <summary>Whether a tensor was kept.</summary>
    public bool HasTensor(string name) => tensors.ContainsKey(prefix + name);

    /// <summary>A tensor that was kept.</summary>
    /// <exception cref="TrainingException">It was not kept.</exception>
    public KeptTensor Tensor(string name) =>
        tensors.GetValueOrDefault(prefix + name) ?? throw new TrainingException($"The checkpoint has no tensor '{prefix}{name}'.");

    /// <summary>A row of numbers that was kept.</summary>
    /// <exception cref="TrainingException">It was not kept.</exception>
    public double[] Row(string name) => Tensor(name).ToRow();

    private string Required(string name) =>
        Word(name) ?? throw new TrainingException($"The checkpoint does not say '{prefix}{name}'.");

    private Dictionary<string, T> Below<T>(Dictionary<string, T> all) => all
        .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);
}
