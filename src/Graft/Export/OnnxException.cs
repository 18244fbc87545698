namespace Graft.Export;

/// <summary>A model cannot be written as ONNX, or what was written does not compute what the model computes.</summary>
public sealed class OnnxException : Exception
{
    /// <summary>Says what is in the way.</summary>
    public OnnxException(string message) : base(message)
    {
    }

    /// <summary>Says what is in the way, and what was reported below.</summary>
    public OnnxException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
