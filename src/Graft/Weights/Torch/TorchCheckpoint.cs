using System.Globalization;
using Graft.Weights.Pickles;

namespace Graft.Weights.Torch;

/// <summary>A tensor and the name that it was found under.</summary>
internal readonly record struct NamedTensor(string Name, TorchTensor Tensor);

/// <summary>
/// Finds the weights in what a pickle holds. Training scripts save them in a dictionary beside other things, under names that
/// are known; a model that ran on several devices or was compiled puts a word before every name.
/// </summary>
internal sealed class TorchCheckpoint
{
    private const int MostDepth = 16;
    private const int MostValues = 4_000_000;

    // The averaged weights first, as timm takes them; then what timm, torchvision and most scripts call the rest.
    private static readonly string[] Wrappers = ["state_dict_ema", "model_ema", "state_dict", "model_state_dict", "model"];

    private static readonly string[] Prefixes = ["module.", "_orig_mod."];

    // Beside averaged weights torch counts how many states they are the average of.
    private const string AverageCount = "n_averaged";

    private readonly string path;
    private readonly List<NamedTensor> rest = [];
    private readonly List<string> unwrapped = [];
    private int visited;

    private TorchCheckpoint(string path, PickleDictionary root)
    {
        this.path = path;
        var weights = root;
        if (Array.Find(Wrappers, name => HoldsWeights(root.Find(name))) is { } wrapper)
        {
            weights = (PickleDictionary)root.Find(wrapper)!;
            unwrapped.Add(wrapper);
            foreach (var (name, value) in root.Items.Where(item => !wrapper.Equals(item.Key)))
                Collect(value, Text(name), 1);
        }
        Weights = WithoutPrefixes(Named(weights));
        if (Weights.Count == 0)
            throw NoWeights(path, rest.Count == 0 ? "no tensors" : "no tensors that have names");
    }

    /// <summary>The weights in the file's order.</summary>
    public IReadOnlyList<NamedTensor> Weights { get; }

    /// <summary>Other tensors, by their way through the file (<c>optimizer/state/0/momentum_buffer</c>).</summary>
    public IReadOnlyList<NamedTensor> Rest => rest;

    /// <summary>What was taken off around the weights.</summary>
    public IReadOnlyList<string> Unwrapped => unwrapped;

    /// <summary>The weights in what a pickle gave.</summary>
    public static TorchCheckpoint Of(string path, object? root) => root is PickleDictionary dictionary
        ? new(path, dictionary)
        : throw NoWeights(path, root is TorchTensor ? "one tensor without a name" : "no dictionary of names");

    private static bool HoldsWeights(object? value) =>
        value is PickleDictionary inside && inside.Items.Any(item => item is { Key: string, Value: TorchTensor });

    private List<NamedTensor> Named(PickleDictionary weights)
    {
        var named = new List<NamedTensor>();
        foreach (var (name, value) in weights.Items)
            if (name is string text && value is TorchTensor tensor)
                named.Add(new(text, tensor));
            else
                Collect(value, Text(name), 1);
        return named;
    }

    private List<NamedTensor> WithoutPrefixes(List<NamedTensor> weights)
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var prefix in Prefixes)
            {
                var (inside, outside) = (weights.FindAll(Begins), weights.FindAll(weight => !Begins(weight)));
                if (inside.Count == 0 || outside.Exists(weight => weight.Name != AverageCount))
                    continue;
                rest.AddRange(outside);
                unwrapped.Add(prefix);
                weights = inside.ConvertAll(weight => weight with { Name = weight.Name[prefix.Length..] });
                changed = true;

                bool Begins(NamedTensor weight) => weight.Name.StartsWith(prefix, StringComparison.Ordinal);
            }
        }
        return weights;
    }

    // A pickle of a few bytes can hold values that are in each other without end; the way down is short in real files.
    private void Collect(object? value, string name, int depth)
    {
        if (depth > MostDepth || ++visited > MostValues)
            throw new WeightsException(
                $"'{path}' is refused: '{Start(name)}' holds values within values without end, as no weights do.");
        switch (value)
        {
            case TorchTensor tensor:
                rest.Add(new(name, tensor));
                break;
            case PickleDictionary dictionary:
                foreach (var item in dictionary.Items)
                    Collect(item.Value, $"{name}/{Text(item.Key)}", depth + 1);
                break;
            case PickleList list:
                CollectAll(list.Items, name, depth);
                break;
            case PickleTuple tuple:
                CollectAll(tuple.Items, name, depth);
                break;
            case TorchFunction or TorchStorageClass:
                throw new WeightsException($"'{path}' is refused: '{Start(name)}' is a function or class, not a value.");
        }
    }

    private void CollectAll(IReadOnlyList<object?> items, string name, int depth)
    {
        for (var i = 0; i < items.Count; i++)
            Collect(items[i], string.Create(CultureInfo.InvariantCulture, $"{name}/{i}"), depth + 1);
    }

    private static string Start(string name) => name.Length <= 80 ? name : name[..80] + "...";

    private static string Text(object name) => Convert.ToString(name, CultureInfo.InvariantCulture)!;

    private static WeightsException NoWeights(string path, string what) => new(
        $"'{path}' holds no weights: there are {what} in it. In Python, save model.state_dict(), whose tensors have names.");
}
