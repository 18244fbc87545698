using Google.Protobuf;
using Graft.Export.Onnx;

namespace Graft.Export;

/// <summary>What an ONNX file that Graft wrote says of itself.</summary>
public static class OnnxFile
{
    /// <summary>Whether a part of it is computed in 8 bits.</summary>
    /// <param name="onnx">The bytes of the file.</param>
    /// <exception cref="OnnxException">They are no ONNX file.</exception>
    public static bool IsInIntegers(byte[] onnx)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(onnx).Graph?.Node.Any(node => node.OpType == "QuantizeLinear") ?? false;
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new OnnxException($"This is no ONNX file: {e.Message}", e);
        }
    }
}
