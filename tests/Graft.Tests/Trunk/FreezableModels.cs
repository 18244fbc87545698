using Graft.Layers;
using Graft.Operations;
using Graft.Tests.Export;

namespace Graft.Tests.Trunk;

/// <summary>
/// Small random networks of the layers that matter to freezing: batch normalization, dropout, branches, layers used twice, models
/// inside; each layer frozen or not at random.
/// </summary>
internal static class FreezableModels
{
    private static readonly Shape Map = (6, 5, 4);

    public static Model Make(int seed)
    {
        var random = new Random(seed);
        Input[] inputs = [new(Map), .. random.Next(3) == 0 ? [new Input(Map)] : Array.Empty<Input>()];
        var places = inputs.Select(input => input.Output).ToList();
        var convolutions = new List<Layer>();
        for (var steps = random.Next(4, 12); steps > 0; steps--)
            places.Add(Step(random, places, convolutions));
        List<Symbol> outputs = [Head(places[^1])];
        if (inputs.Length == 2)
            outputs.Add(new Add().Apply(inputs[1].Output, places[^1]));
        if (random.Next(3) == 0)
            outputs.Add(places[random.Next(places.Count)]);
        var model = new Model([.. inputs.Select(input => input.Output)], [.. outputs.Distinct()]);
        RandomModels.SetWeights(model, seed);
        Freeze(random, model);
        return model;
    }

    /// <summary>Every layer inside that is no model itself.</summary>
    public static IEnumerable<Layer> Leaves(Layer layer) => layer is Model model ? model.Layers.SelectMany(Leaves) : [layer];

    private static Symbol Head(Symbol x) => new Dense(3, activation: "softmax").Apply(new GlobalAveragePooling2D().Apply(x));

    private static Symbol Step(Random random, List<Symbol> places, List<Layer> convolutions)
    {
        var x = random.Next(3) == 0 ? places[random.Next(places.Count)] : places[^1];
        switch (random.Next(8))
        {
            case 0:
                return new BatchNormalization(momentum: 0.5).Apply(x);
            case 1:
                return new Dropout(random.Next(2) * 0.4).Apply(x);
            case 2:
                return new ReLU().Apply(x);
            case 3:
                return new Add().Apply(x, places[random.Next(places.Count)]);
            case 4 when convolutions.Count > 0:
                return convolutions[random.Next(convolutions.Count)].Apply(x);
            case 5:
                return Inside(random).Apply(x);
            default:
                convolutions.Add(new Conv2D(Map.Channels, random.Next(1, 4), padding: "same", activation: "relu"));
                return convolutions[^1].Apply(x);
        }
    }

    private static Model Inside(Random random)
    {
        var input = new Input(Map);
        var x = new Conv2D(Map.Channels, 1).Apply(input.Output);
        x = random.Next(2) == 0 ? new BatchNormalization().Apply(x) : new Dropout(0.2).Apply(x);
        return new Model(input.Output, x);
    }

    // Some networks wholly, some from the input up to a layer, some here and there.
    private static void Freeze(Random random, Model model)
    {
        List<Layer> leaves = [.. Leaves(model)];
        var (way, upTo) = (random.Next(4), random.Next(leaves.Count + 1));
        foreach (var (index, leaf) in leaves.Index())
            leaf.Trainable = way switch
            {
                0 => index >= upTo,
                1 => random.Next(2) == 0,
                2 => random.Next(5) == 0,
                _ => random.Next(20) == 0,
            };
    }
}
