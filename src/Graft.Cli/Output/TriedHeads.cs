using System.Globalization;
using Graft.Runtime.Heads;

namespace Graft.Cli.Output;

/// <summary>Says which heads were tried, and why one was chosen.</summary>
internal static class TriedHeads
{
    public static void Tell(Terminal terminal, IReadOnlyList<HeadCandidate> candidates)
    {
        foreach (var candidate in candidates)
        {
            var line = candidate.Accuracy is { } accuracy
                ? string.Create(CultureInfo.InvariantCulture,
                    $"{candidate.Name}: {100 * accuracy:0.0} % of {candidate.Count:N0} left-out pictures; {candidate.Why}.")
                : $"{candidate.Name}: {candidate.Why}.";
            if (candidate.Chosen)
                terminal.Message(line);
            else
                terminal.Detail(line);
        }
    }
}
