namespace Graft.Tests.Architecture;

/// <summary>The arrows between the folders of a project, each with the uses that draw it.</summary>
internal sealed class FolderArrows
{
    private readonly ILookup<(string From, string To), (string From, string To)> arrows;

    /// <param name="folders">The folder of each type.</param>
    /// <param name="uses">Which type uses which.</param>
    public FolderArrows(IReadOnlyDictionary<string, string> folders, IEnumerable<(string From, string To)> uses)
    {
        Folders = folders.Values.ToHashSet();
        arrows = uses.Where(use => folders.ContainsKey(use.From) && folders.ContainsKey(use.To))
            .ToLookup(use => (folders[use.From], folders[use.To]));
    }

    /// <summary>The folders that hold types.</summary>
    public IReadOnlySet<string> Folders { get; }

    /// <summary>The folders that a folder uses.</summary>
    public IEnumerable<string> UsedBy(string folder) =>
        arrows.Select(arrow => arrow.Key).Where(arrow => arrow.From == folder && arrow.To != folder).Select(arrow => arrow.To);

    /// <summary>Uses that point upwards in an order of folders, or between two that may not know each other.</summary>
    /// <exception cref="ArgumentException">A folder has no place in the order.</exception>
    public IReadOnlyList<string> Against(IReadOnlyList<string> fromTopToBottom, params IReadOnlyList<(string, string)> strangers)
    {
        var places = fromTopToBottom.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        if (Folders.Except(places.Keys).ToList() is { Count: > 0 } homeless)
            throw new ArgumentException(
                $"These folders have no place in the order: {string.Join(", ", homeless)}.", nameof(fromTopToBottom));
        return
        [
            .. arrows.Where(arrow => arrow.Key.From != arrow.Key.To)
                .Where(
                    arrow => places[arrow.Key.From] > places[arrow.Key.To] || strangers.Contains(arrow.Key) || strangers.Contains(
                        (arrow.Key.To, arrow.Key.From)))
                .SelectMany(arrow => arrow.Select(use => $"{arrow.Key.From} -> {arrow.Key.To}: {use.From} uses {use.To}"))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The folders that reach themselves through others.</summary>
    public IReadOnlyList<string> InCircles() =>
        [.. Folders.Where(folder => Reached(folder).Contains(folder)).Order(StringComparer.Ordinal)];

    private HashSet<string> Reached(string start)
    {
        var reached = new HashSet<string>();
        var open = new Queue<string>(UsedBy(start));
        while (open.TryDequeue(out var folder))
            if (reached.Add(folder))
                foreach (var next in UsedBy(folder))
                    open.Enqueue(next);
        return reached;
    }
}
