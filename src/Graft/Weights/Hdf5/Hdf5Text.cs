using System.Text;

namespace Graft.Weights.Hdf5;

/// <summary>Texts as HDF5 keeps them: UTF-8 or its part ASCII, ended by a zero or filled up with zeros or spaces.</summary>
internal static class Hdf5Text
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Decode(Hdf5Source source, ReadOnlySpan<byte> bytes, string what)
    {
        var end = bytes.IndexOf((byte)0);
        try
        {
            return Strict.GetString(end < 0 ? bytes : bytes[..end]);
        }
        catch (DecoderFallbackException e)
        {
            throw new WeightsException(source.Broken($"{what} holds a text that is not UTF-8.").Message, e);
        }
    }
}
