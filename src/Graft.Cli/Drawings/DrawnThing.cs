using Graft.Engine;

namespace Graft.Cli.Drawings;

/// <summary>One class of drawn things.</summary>
/// <param name="Name">The class's name.</param>
/// <param name="Turn">By how many degrees a thing may be turned to either side.</param>
/// <param name="Shapes">Draws one into a square from -50 to 50, y downwards, as SVG.</param>
internal sealed record DrawnThing(string Name, double Turn, Func<RandomStream, Paint, string> Shapes)
{
    /// <summary>All classes, in ordinal order of their names.</summary>
    public static IReadOnlyList<DrawnThing> All { get; } =
    [
        new("arrow", 180, Things.Arrow),
        new("cup", 30, Things.Cup),
        new("fish", 50, Things.Fish),
        new("house", 25, Things.House),
        new("key", 180, Things.Key),
        new("leaf", 180, Things.Leaf),
        new("spiral", 180, Things.Spiral),
        new("star", 180, Things.Star),
        new("tree", 20, Things.Tree),
        new("umbrella", 45, Things.Umbrella),
    ];
}

/// <summary>What a thing is painted with, as SVG attributes' values.</summary>
/// <param name="Body">The fill of its body; a colour or a texture.</param>
/// <param name="Part">The fill of its smaller parts.</param>
/// <param name="Line">The colour of lines on it.</param>
/// <param name="Outline">The attributes of its outline; none where it is empty.</param>
internal sealed record Paint(string Body, string Part, string Line, string Outline);
