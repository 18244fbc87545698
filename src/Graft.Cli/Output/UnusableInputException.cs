using Graft.Data;

namespace Graft.Cli.Output;

/// <summary>Nothing that was given can be used; the message names every picture and why.</summary>
internal sealed class UnusableInputException(IReadOnlyList<UnusablePicture> pictures) : Exception(
    string.Join('\n',
        (string[])[pictures.Count == 1 ? "The picture cannot be used:" : $"None of the {pictures.Count} pictures can be used:",
        .. pictures.Select(picture => $"- '{picture.Name}': {picture.Reason}")]));
