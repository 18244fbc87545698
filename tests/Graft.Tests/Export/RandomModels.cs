using Graft.Layers;
using Graft.Operations;

namespace Graft.Tests.Export;

/// <summary>
/// Small random graphs: chains of all kinds of layers with branches that are merged again, with one or two inputs and
/// outputs.
/// </summary>
internal static class RandomModels
{
    private static readonly string[] Activations =
        [.. ActivationFunction.Names.Except(["glu", "exponential", "log_softmax"]).Order(StringComparer.Ordinal)];

    public static Model Make(int seed)
    {
        var random = new Random(seed);
        Input[] inputs = [new(MapShape(random)), .. random.Next(3) == 0 ? [new Input(random.Next(2, 6))] : Array.Empty<Input>()];
        var open = inputs.Select(input => input.Output).ToList();
        var steps = random.Next(3, 9);
        for (var i = 0; i < steps; i++)
            open.Add(Step(random, open[^1], open));
        var outputs = new List<Symbol> { Finish(random, open[^1]) };
        if (inputs.Length == 2)
            outputs.Add(new Dense(3).Apply(new Concatenate().Apply(outputs[0], inputs[1].Output)));
        if (random.Next(4) == 0)
            outputs.Add(open[^2]);
        var model = new Model([.. inputs.Select(input => input.Output)], [.. outputs.Distinct()]);
        SetWeights(model, seed);
        return model;
    }

    /// <summary>Gives a model weights that make every path count.</summary>
    public static void SetWeights(Model model, int seed)
    {
        foreach (var weight in model.Weights)
            weight.Set(ValuesFor(weight, $"{seed} {weight.Layer.Name}"));
    }

    /// <summary>Kernels that keep the size of values, statistics of which none is 0 or 1.</summary>
    public static float[] ValuesFor(Weight weight, string key)
    {
        var role = weight.Name switch
        {
            "gamma" => "gamma",
            "moving_variance" => "var",
            "kernel" or "depthwise_kernel" or "pointwise_kernel" => "kernel",
            _ => "bias",
        };
        var fanIn = Math.Max(1, (int)(weight.Count / weight.Shape.Channels));
        return Formula.Weight($"{key} {weight.Name}", weight.Count, role, fanIn);
    }

    private static Symbol Step(Random random, Symbol x, List<Symbol> earlier)
    {
        var alike = earlier.Where(symbol => symbol.Shape.Equals(x.Shape)).ToList();
        if (x.Shape.IsMap)
            return random.Next(16) switch
            {
                0 or 1 => new Conv2D(random.Next(1, 4) * 2, (random.Next(1, 4), random.Next(1, 4)), random.Next(1, 3), "same",
                    activation: Pick(random, Activations)).Apply(x),
                2 => new Conv2D(random.Next(2, 6), 3, padding: "same", dilationRate: 2, useBias: random.Next(2) == 0).Apply(x),
                3 => new DepthwiseConv2D(3, random.Next(1, 3), "same", random.Next(1, 3), activation: Pick(random, Activations))
                    .Apply(x),
                4 => new SeparableConv2D(random.Next(2, 6), 3, padding: "same").Apply(x),
                5 => new BatchNormalization().Apply(x),
                6 => new LayerNormalization().Apply(x),
                7 => new MaxPooling2D(random.Next(1, 4), random.Next(1, 3), "same").Apply(x),
                8 => new AveragePooling2D(random.Next(1, 4), random.Next(1, 3), "same").Apply(x),
                9 => new ZeroPadding2D(((random.Next(3), random.Next(3)), (random.Next(3), random.Next(3)))).Apply(x),
                10 => new UpSampling2D((1, 2), random.Next(2) == 0 ? "nearest" : "bilinear").Apply(x),
                11 => new Permute([2, 3, 1]).Apply(x),
                12 => new Add().Apply(x, Pick(random, alike)),
                13 => new Concatenate().Apply(x, Pick(random, alike)),
                14 => new Multiply().Apply(x, new Activation("sigmoid").Apply(Pick(random, alike))),
                _ => new Reshape([x.Shape[0] * x.Shape[1], x.Shape[2]]).Apply(x),
            };
        return random.Next(5) switch
        {
            0 => new Dense(random.Next(2, 7), activation: Pick(random, Activations)).Apply(x),
            1 => new LayerNormalization().Apply(x),
            2 => new Add().Apply(x, Pick(random, alike)),
            3 => new Concatenate().Apply(x, Pick(random, alike)),
            _ => x.Shape.Rank == 2 ? new Reshape([x.Shape[0], 1, x.Shape[1]]).Apply(x) : new Dropout(0.5).Apply(x),
        };
    }

    private static Symbol Finish(Random random, Symbol x)
    {
        if (x.Shape.IsMap)
            x = random.Next(4) switch
            {
                0 => new GlobalAveragePooling2D().Apply(x),
                1 => new GlobalMaxPooling2D().Apply(x),
                2 => new GlobalDeviationPooling2D().Apply(x),
                _ => new Flatten().Apply(x),
            };
        else if (x.Shape.Rank > 1)
            x = new Flatten().Apply(x);
        return new Dense(4, activation: random.Next(2) == 0 ? "softmax" : "linear").Apply(x);
    }

    private static Shape MapShape(Random random) => (random.Next(3, 8), random.Next(3, 8), random.Next(1, 5));

    private static T Pick<T>(Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
