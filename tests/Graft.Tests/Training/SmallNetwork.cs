using Graft.Layers;

namespace Graft.Tests.Training;

/// <summary>A small classifier for <see cref="SmallData"/>.</summary>
internal static class SmallNetwork
{
    /// <summary>Dense, batch normalization, dropout, dense with a softmax; layers "first", "normalization", "last".</summary>
    public static Model Create(double dropout = 0, bool normalize = false)
    {
        var input = new Input(SmallData.Features);
        var x = new Dense(16, activation: "relu", name: "first").Apply(input.Output);
        if (normalize)
            x = new BatchNormalization(name: "normalization").Apply(x);
        if (dropout > 0)
            x = new Dropout(dropout).Apply(x);
        return new Model(input.Output, new Dense(SmallData.Classes, activation: "softmax", name: "last").Apply(x));
    }

    public static float[] Weights(Model model) => [.. model.Weights.SelectMany(weight => weight.ToArray())];

    public static float[] Weights(Model model, string layer) =>
        [.. model.GetLayer(layer).Weights.SelectMany(weight => weight.ToArray())];
}
