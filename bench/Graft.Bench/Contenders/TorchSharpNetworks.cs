using Graft.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TorchSequential = TorchSharp.Modules.Sequential;

namespace Graft.Bench.Contenders;

/// <summary>The networks as a TorchSharp user writes them, with the weights of Graft's model in its order.</summary>
internal static class TorchSharpNetworks
{
    /// <summary>VGG16 without its top.</summary>
    public static TorchSequential Vgg16(Model model)
    {
        var weights = new Queue<Weight>(model.Weights);
        var layers = new List<Module<Tensor, Tensor>>();
        var channels = 3;
        foreach (var (filters, convolutions) in new[] { (64, 2), (128, 2), (256, 3), (512, 3), (512, 3) })
        {
            for (var i = 0; i < convolutions; i++, channels = filters)
            {
                layers.Add(Filled(Conv2d(channels, filters, 3, padding: 1), weights));
                layers.Add(ReLU(inplace: true));
            }
            layers.Add(MaxPool2d(2));
        }
        return Sequential(layers);
    }

    /// <summary>The means of MobileNet v1's last map, with Keras's padding.</summary>
    public static TorchSequential MobileNet(Model model, double width)
    {
        var weights = new Queue<Weight>(model.Weights);
        var channels = (int)(32 * width);
        var layers = new List<Module<Tensor, Tensor>>
        {
            ZeroPad2d((0, 1, 0, 1)),
            Filled(Conv2d(3, channels, 3, stride: 2, bias: false), weights),
            Filled(BatchNorm2d(channels, eps: 1e-3), weights),
            ReLU6(inplace: true),
        };
        foreach (var (full, stride) in new[]
        {
            (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2),
            (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
        })
        {
            var filters = (int)(full * width);
            if (stride == 2)
                layers.Add(ZeroPad2d((0, 1, 0, 1)));
            var padding = stride == 2 ? 0 : 1;
            layers.Add(Filled(Conv2d(channels, channels, 3, stride, padding, groups: channels, bias: false), weights));
            layers.Add(Filled(BatchNorm2d(channels, eps: 1e-3), weights));
            layers.Add(ReLU6(inplace: true));
            layers.Add(Filled(Conv2d(channels, filters, 1, bias: false), weights));
            layers.Add(Filled(BatchNorm2d(filters, eps: 1e-3), weights));
            layers.Add(ReLU6(inplace: true));
            channels = filters;
        }
        layers.Add(AdaptiveAvgPool2d(1));
        layers.Add(Flatten());
        return Sequential(layers);
    }

    /// <summary>A network with a dense layer behind it, which gets the weights of the last one of a model.</summary>
    public static TorchSequential WithClassifier(TorchSequential network, Model model)
    {
        using var withoutGradient = no_grad();
        var kernel = model.Layers[^1].Weights[0];
        var last = Linear(kernel.Shape[0], kernel.Shape[1]);
        last.weight!.copy_(kernel.Tensor.t());
        last.bias!.copy_(model.Layers[^1].Weights[1].Tensor);
        network.append("last", last);
        return network;
    }

    internal static Conv2d Filled(Conv2d convolution, Queue<Weight> weights)
    {
        convolution.weight!.copy_(weights.Dequeue().Tensor);
        convolution.bias?.copy_(weights.Dequeue().Tensor);
        return convolution;
    }

    internal static BatchNorm2d Filled(BatchNorm2d normalization, Queue<Weight> weights)
    {
        normalization.weight!.copy_(weights.Dequeue().Tensor);
        normalization.bias!.copy_(weights.Dequeue().Tensor);
        normalization.running_mean!.copy_(weights.Dequeue().Tensor);
        normalization.running_var!.copy_(weights.Dequeue().Tensor);
        return normalization;
    }
}
