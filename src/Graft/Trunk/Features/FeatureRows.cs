namespace Graft.Trunk.Features;

/// <summary>From a trunk's outputs to rows.</summary>
internal static class FeatureRows
{
    /// <summary>Numbers in a row: all outputs of a network together.</summary>
    public static int LengthOf(Model model) => checked((int)model.Outputs.Sum(output => output.Shape.Size));

    /// <summary>The outputs of a batch as rows, each picture's one after the other, rounded as they are stored.</summary>
    public static float[] Joined(IReadOnlyList<NDArray> outputs, RowFormat format)
    {
        var rows = outputs is [var only] ? only.Values : Interleaved(outputs);
        format.Round(rows);
        return rows;
    }

    private static float[] Interleaved(IReadOnlyList<NDArray> outputs)
    {
        var rows = new float[outputs.Sum(output => output.Values.Length)];
        var at = 0;
        for (var i = 0; i < outputs[0].Count; i++)
            foreach (var output in outputs)
            {
                output[i].CopyTo(rows.AsSpan(at));
                at += output[i].Length;
            }
        return rows;
    }
}
