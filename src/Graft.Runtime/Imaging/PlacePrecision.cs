namespace Graft.Runtime.Imaging;

/// <summary>How exactly a library computes the place in the old picture to which a new pixel belongs.</summary>
internal enum PlacePrecision
{
    /// <summary>In double precision (Pillow).</summary>
    Double,

    /// <summary>In single precision (torch, and TensorFlow's plain bilinear).</summary>
    Single,

    /// <summary>In single precision, the step being the reciprocal of new by old (TensorFlow's other kernels).</summary>
    SingleReciprocal,
}
