namespace Graft.Runtime.Heads;

/// <summary>Taps as people read them in a plan.</summary>
internal static class TapsText
{
    public static string Of(Taps taps) => taps switch
    {
        Taps.Last => "last block",
        Taps.Blocks => "all blocks",
        _ => "all blocks with deviations",
    };
}
