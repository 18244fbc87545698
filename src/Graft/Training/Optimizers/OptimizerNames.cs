namespace Graft.Training.Optimizers;

/// <summary>Optimizers by their names, with the defaults of the library that the name says; Keras's where it says none.</summary>
internal static class OptimizerNames
{
    private static readonly Dictionary<string, Func<Optimizer>> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["adam"] = () => new Adam(),
        ["adamw"] = () => new AdamW(),
        ["sgd"] = () => new SGD(),
        ["rmsprop"] = () => new RMSprop(),
        ["adagrad"] = () => new Adagrad(),
        ["adadelta"] = () => new Adadelta(),
        ["adamax"] = () => new Adamax(),
        ["nadam"] = () => new Nadam(),
        ["lion"] = () => new Lion(),
        ["lamb"] = () => new Lamb(),
        ["torch.adam"] = () => new Adam(epsilon: 1e-8) { Convention = Convention.Torch },
        ["torch.adamw"] = () => new AdamW(weightDecay: 0.01, epsilon: 1e-8) { Convention = Convention.Torch },
        ["torch.sgd"] = () => new SGD(0.001) { Convention = Convention.Torch },
        ["torch.rmsprop"] = () => new RMSprop(0.01, rho: 0.99, epsilon: 1e-8) { Convention = Convention.Torch },
        ["torch.adagrad"] = () => new Adagrad(0.01, 0, 1e-10) { Convention = Convention.Torch },
        ["torch.adadelta"] = () => new Adadelta(1, rho: 0.9, epsilon: 1e-6) { Convention = Convention.Torch },
        ["torch.adamax"] = () => new Adamax(0.002, epsilon: 1e-8) { Convention = Convention.Torch },
        ["torch.nadam"] = () => new Nadam(0.002, epsilon: 1e-8) { MomentumDecay = 0.004, Convention = Convention.Torch },
        ["torch.radam"] = () => new RAdam { Convention = Convention.Torch },
        ["timm.lamb"] = () => new Lamb(epsilon: 1e-6) { GlobalClipNorm = 1, Convention = Convention.Torch },
        ["timm.lars"] = () => new Lars { Convention = Convention.Torch },
        ["timm.lion"] = () => new Lion { Convention = Convention.Torch },
        ["timm.nadamw"] = () => new NadamW { Convention = Convention.Torch },
        ["timm.sgdw"] = () => new SGDW { Convention = Convention.Torch },
        ["timm.adabelief"] = () => new AdaBelief { Convention = Convention.Torch },
        ["timm.adopt"] = () => new Adopt { Convention = Convention.Torch },
    };

    public static IEnumerable<string> All => ByName.Keys;

    public static Optimizer? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ByName.TryGetValue(name, out var create) ? create() : null;
    }
}
