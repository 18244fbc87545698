using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Tests.Layers.Reference;
using static TorchSharp.torch;

namespace Graft.Tests.Layers;

public sealed class TransformerTests
{
    [Theory]
    [InlineData(1, 5, 4)]
    [InlineData(3, 7, 2)]
    [InlineData(4, 1, 3)]
    public void An_attention_weighs_values_by_the_softmax_of_products_in_each_head(int heads, int steps, int length)
    {
        var input = LayerRun.Values($"attention {heads}", 2, steps, 3 * heads * length);
        var given = new NaiveArray(input);
        var expected = new NaiveArray(2, steps, heads * length);
        for (var sample = 0; sample < 2; sample++)
            for (var head = 0; head < heads; head++)
                for (var query = 0; query < steps; query++)
                {
                    var products = Enumerable.Range(0, steps).Select(key => Enumerable.Range(0, length)
                        .Sum(i => Part(0, query, i) * Part(1, key, i)) / Math.Sqrt(length)).ToArray();
                    var shares = products.Select(product => Math.Exp(product - products.Max())).ToArray();
                    for (var i = 0; i < length; i++)
                        expected[sample, query, head * length + i] =
                            shares.Select((share, key) => share / shares.Sum() * Part(2, key, i)).Sum();

                    double Part(int part, int step, int i) => given[sample, step, (part * heads + head) * length + i];
                }
        LayerRun.Equal(expected, LayerRun.Forward(new SelfAttention(heads), input), $"{heads} heads");
    }

    [Fact]
    public void Tokens_stand_in_front_and_each_place_gets_what_was_learned_for_it()
    {
        var input = LayerRun.Values("steps", 2, 4, 3);
        var (tokens, places) = (new LearnedTokens(2), new PositionEmbedding(2, 2, inFront: 2));
        var longer = LayerRun.ForwardFilled(tokens, "tokens", input);
        var token = tokens.Weights[0].ToArray();
        Assert.Equal([.. token, .. input.Values[..12], .. token, .. input.Values[12..]], longer.Values);
        var placed = LayerRun.ForwardFilled(places, "places", longer);
        var place = places.Weights[0].ToArray();
        Close.Absolute([.. longer.Values.Select((value, i) => value + place[i % 18])], placed.Values, 1e-6, "places");
    }

    [Fact]
    public void Gradients_of_a_block_are_those_of_small_steps_in_every_weight()
    {
        using var scope = NewDisposeScope();
        var input = new Input((3, 6));
        var x = new LearnedTokens(name: "class").Apply(input.Output);
        x = new PositionEmbedding(1, 3, inFront: 1, "places").Apply(x);
        x = new TransformerBlock(2, 12, 1e-6, TransformerNames.Timm) { FirstFactor = 0.5 }.Apply(x, "block");
        var model = new Model(input.Output, new StepPooling(0, 1).Apply(x));
        foreach (var weight in model.Weights)
            weight.Set([.. Formula.Unit($"{weight.Layer.Name}/{weight.Name}", weight.Count).Select(value => value / 2)]);
        var samples = LayerRun.ToTensor(LayerRun.Values("samples", 2, 3, 6));
        var wanted = tensor(Formula.Unit("wanted", 12)).reshape(2, 6);
        foreach (var weight in model.Weights)
            weight.Tensor.requires_grad_(true);
        Loss().backward();

        foreach (var weight in model.Weights)
        {
            var gradient = weight.Tensor.grad!.reshape(-1).data<float>().ToArray();
            var values = weight.ToArray();
            foreach (var i in new[] { 0, values.Length / 2, values.Length - 1 }.Distinct())
            {
                var slope = (Moved(weight, values, i, 1e-2f) - Moved(weight, values, i, -1e-2f)) / 2e-2f;
                Assert.True(
                    Math.Abs(slope - gradient[i]) < 2e-3 + 2e-2 * Math.Abs(slope),
                    $"{weight.Layer.Name}/{weight.Name}[{i}]: {gradient[i]:g5}, {slope:g5} by small steps");
            }
        }

        Tensor Loss() => model.Forward([samples], ForwardContext.Inference)[0].mul(wanted).sum();

        float Moved(Weight weight, float[] values, int i, float by)
        {
            using var inner = no_grad();
            float[] moved = [.. values];
            moved[i] += by;
            weight.Set(moved);
            var loss = Loss().item<float>();
            weight.Set(values);
            return loss;
        }
    }
}
