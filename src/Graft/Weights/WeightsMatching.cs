namespace Graft.Weights;

/// <summary>How the arrays of a file were assigned to the weights of a model.</summary>
public enum WeightsMatching
{
    /// <summary>By the names of layers and weights.</summary>
    Name,

    /// <summary>By order, as Keras does it: the layers with weights of both sides, one after the other.</summary>
    Order,
}
