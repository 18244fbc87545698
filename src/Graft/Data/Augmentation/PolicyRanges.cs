namespace Graft.Data.Augmentation;

/// <summary>How strong the operations of a policy are at most.</summary>
/// <param name="Shear">Pixels to the side for a pixel down.</param>
/// <param name="Translation">Pixels for a side of so many pixels.</param>
/// <param name="Degrees">The angle of a turn.</param>
/// <param name="Enhancement">By how much brightness, colour, contrast and sharpness are more or less than 1.</param>
/// <param name="MostBits">Bits of each value that are kept at the lowest level.</param>
/// <param name="BitsLost">How many fewer at the highest.</param>
internal sealed record PolicyRanges(
    double Shear, Func<int, double> Translation, double Degrees, double Enhancement, int MostBits, int BitsLost);
