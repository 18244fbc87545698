namespace Graft.Runtime.Imaging;

/// <summary>A picture file cannot be used; the message says why in one sentence, without the file's name.</summary>
public sealed class PictureException : Exception
{
    /// <summary>Says why the picture cannot be used.</summary>
    public PictureException(string reason) : base(reason)
    {
    }

    /// <summary>Says why the picture cannot be used, and what the decoder reported.</summary>
    public PictureException(string reason, Exception innerException) : base(reason, innerException)
    {
    }
}
