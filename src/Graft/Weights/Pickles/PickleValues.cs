namespace Graft.Weights.Pickles;

/// <summary>A list that cannot change.</summary>
internal sealed record PickleTuple(IReadOnlyList<object?> Items);

/// <summary>A list.</summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A dictionary in the order of its writing. Names are texts, or whole numbers as an optimizer's state has them.</summary>
internal sealed class PickleDictionary
{
    private readonly HashSet<object> names = [];
    private readonly List<KeyValuePair<object, object?>> items = [];

    public IReadOnlyList<KeyValuePair<object, object?>> Items => items;

    /// <summary>Adds a value; false where the name is there already.</summary>
    public bool TryAdd(object name, object? value)
    {
        if (!names.Add(name))
            return false;
        items.Add(new(name, value));
        return true;
    }

    /// <summary>The value of a name, or null.</summary>
    public object? Find(string name) =>
        names.Contains(name) ? items.First(item => name.Equals(item.Key)).Value : null;
}
