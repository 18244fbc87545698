namespace Graft.Weights;

/// <summary>What came of loading weights into a model.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">What kind of file it is, in words.</param>
/// <param name="Matching">How arrays were assigned to weights.</param>
/// <param name="Loaded">How many arrays were loaded: as many as the model has.</param>
/// <param name="Unexpected">Arrays of the file that the model has no place for, such as those of a top it is without.</param>
/// <param name="NotFinite">Loaded arrays in which something is not a finite number; none in a sound file.</param>
public sealed record WeightsReport(
    string Path,
    string Format,
    WeightsMatching Matching,
    int Loaded,
    IReadOnlyList<string> Unexpected,
    IReadOnlyList<NotFiniteNumbers> NotFinite);
