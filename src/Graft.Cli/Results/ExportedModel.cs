namespace Graft.Cli.Results;

/// <summary>What <c>graft export</c> wrote.</summary>
/// <param name="Output">The file.</param>
/// <param name="Format">Its format, in the words of the command line.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Licence">That of the published weights below it; null where it is not known, or there are none.</param>
/// <param name="Check">How the model in 8 bits compares with that in float; null where there was nothing to compare.</param>
internal sealed record ExportedModel(string Output, string Format, long Bytes, string? Licence, ExportCheck? Check);

/// <summary>A model in 8 bits against the same in float.</summary>
/// <param name="Count">Pictures that both saw.</param>
/// <param name="Agreement">How many both call the same.</param>
/// <param name="MeanDifference">By how much probabilities differ in the mean.</param>
internal sealed record ExportCheck(int Count, int Agreement, double MeanDifference);
