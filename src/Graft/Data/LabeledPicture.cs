namespace Graft.Data;

/// <summary>A picture and the class that it shows.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Label">The index of its class in the dataset's class names.</param>
public sealed record LabeledPicture(PictureReference Picture, int Label);
