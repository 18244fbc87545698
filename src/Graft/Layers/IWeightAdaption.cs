namespace Graft.Layers;

/// <summary>Brings a published array to a weight that has another shape, because the network has another input size.</summary>
internal interface IWeightAdaption
{
    /// <summary>Whether arrays of a shape, as a PyTorch file has it, can be brought to the weight's.</summary>
    bool Takes(IReadOnlyList<long> shape);

    /// <summary>The weight's values in Keras's order of axes.</summary>
    /// <param name="shape">A shape that is taken.</param>
    /// <param name="values">The array, row by row.</param>
    float[] Adapt(IReadOnlyList<long> shape, float[] values);
}
