namespace Graft.Data;

/// <summary>A picture that could not be read or decoded.</summary>
/// <param name="Index">Its place in the list that was given.</param>
/// <param name="Name">What the picture is called.</param>
/// <param name="Reason">Why it cannot be used, in a sentence.</param>
public sealed record UnusablePicture(int Index, string Name, string Reason);
