using Graft.Layers;
using Graft.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TorchSequential = TorchSharp.Modules.Sequential;

namespace Graft.Bench.Contenders;

/// <summary>The embedded network as a TorchSharp user writes it: a stem, four stages of residual blocks, means of the last map.</summary>
internal static class TorchSharpResidual
{
    private const int StemWidth = 32;

    /// <summary>The network with the weights of Graft's model.</summary>
    public static TorchSequential Write(Model model)
    {
        using var withoutGradient = no_grad();
        var weights = WeightNames.Of(model).ToDictionary(named => named.Name, named => named.Weight);
        var layers = new List<Module<Tensor, Tensor>> { Step(weights, "stem", 3, StemWidth, 3, 2), ReLU(inplace: true) };
        var channels = StemWidth;
        foreach (var (stage, (width, depth)) in new[] { (32, 1), (64, 2), (144, 2), (288, 2) }.Index())
            for (var block = 0; block < depth; block++, channels = width)
                layers.Add(new Block(weights, $"stage{stage + 1}.{block}", channels, width, stage > 0 && block == 0 ? 2 : 1));
        layers.Add(AdaptiveAvgPool2d(1));
        layers.Add(Flatten());
        return Sequential(layers);
    }

    private static TorchSequential Step(
        Dictionary<string, Weight> weights, string at, int channels, int filters, int kernel, int stride) => Sequential(
        TorchSharpNetworks.Filled(
            Conv2d(channels, filters, kernel, stride, padding: kernel / 2, bias: false), Of(weights, $"{at}.conv", "kernel")),
        TorchSharpNetworks.Filled(
            BatchNorm2d(filters), Of(weights, $"{at}.bn", "gamma", "beta", "moving_mean", "moving_variance")));

    private static Queue<Weight> Of(Dictionary<string, Weight> weights, string layer, params string[] names) =>
        new(names.Select(name => weights[$"{layer}/{name}"]));

    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly TorchSequential body;
        private readonly TorchSequential? shortcut;

        public Block(Dictionary<string, Weight> weights, string at, int channels, int width, int stride) : base(at)
        {
            body = Sequential(
                Step(weights, $"{at}.0", channels, width, 3, stride), ReLU(inplace: true), Step(weights, $"{at}.1", width, width, 3, 1));
            if (stride > 1)
                shortcut = Sequential(AvgPool2d(2), Step(weights, $"{at}.shortcut", channels, width, 1, 1));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) =>
            functional.relu(body.forward(input).add_(shortcut is null ? input : shortcut.forward(input)), inplace: true);
    }
}
