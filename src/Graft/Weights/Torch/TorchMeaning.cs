using Graft.Weights.Pickles;

namespace Graft.Weights.Torch;

/// <summary>What the names in a pickle of weights stand for: tensors, and the little that stands beside them.</summary>
/// <param name="path">The file, for messages.</param>
internal sealed class TorchMeaning(string path) : IPickleMeaning
{
    private readonly Dictionary<string, TorchStorage> storages = new(StringComparer.Ordinal);

    /// <summary>The storages that were named, by their keys.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Storages => storages;

    public object Global(string module, string name) =>
        TorchGlobals.Find(module, name) ?? throw Refused(Describe(module, name));

    public object? Call(object? callable, IReadOnlyList<object?> arguments) => (callable, arguments) switch
    {
        (TorchFunction.OrderedDictionary, []) => new PickleDictionary(),
        (TorchFunction.OrderedDictionary, [PickleList pairs]) => Ordered(pairs),
        (TorchFunction.RebuildTensor, [TorchStoragePart storage, var offset, var shape, var strides]) =>
            Tensor(storage, storage.Storage.Type, offset, shape, strides),
        (TorchFunction.RebuildTensorV2, [TorchStoragePart storage, var offset, var shape, var strides, bool, ..]) =>
            Tensor(storage, storage.Storage.Type, offset, shape, strides),
        (TorchFunction.RebuildTensorV3,
            [TorchStoragePart storage, var offset, var shape, var strides, bool, _, TorchElementType type, ..]) =>
            Tensor(storage, type.Type, offset, shape, strides),
        (TorchFunction.RebuildParameter or TorchFunction.RebuildParameterWithState, [TorchTensor tensor, bool, ..]) => tensor,
        (TorchFunction.Size, [PickleTuple sizes]) => sizes,
        (TorchFunction.Device, [string, ..]) => TorchIgnored.Value,
        (TorchFunction.Encode, [string, "latin1"]) => TorchIgnored.Value,
        (TorchFunction function, _) => throw Broken($"{function} is called with arguments that it does not take"),
        _ => throw Broken("something is called that is no function"),
    };

    public object Persistent(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", TorchStorageClass kind, string key, string, long count, ..] items })
            throw Broken("an object outside of the pickle is asked for that is no storage");
        var storage = new TorchStorage(key, kind.Type, count);
        if (count < 0 || storage.ByteCount is null)
            throw Broken($"the storage '{key}' is said to have {count} numbers");
        if (!storages.TryAdd(key, storage) && storages[key] != storage)
            throw Broken($"the storage '{key}' is said to be two different ones");
        return items.Skip(5).ToArray() switch
        {
            [] or [null] => new TorchStoragePart(storage, 0, count),
            [PickleTuple { Items: [string, long start, long size] }] when start >= 0 && size >= 0 && start <= count - size =>
                new TorchStoragePart(storage, start, size),
            _ => throw Broken($"a part of the storage '{key}' lies outside of it"),
        };
    }

    public void Build(object? target, object? state)
    {
        // An ordered dictionary carries the versions of its modules as an attribute, which no weights depend on.
        if (target is not PickleDictionary || state is not PickleDictionary)
            throw Broken("attributes are given to something that has none");
    }

    private TorchTensor Tensor(TorchStoragePart storage, ElementType? type, object? offset, object? shape, object? strides)
    {
        if (type is null || (storage.Storage.Type is { } stored && stored != type))
            throw Broken("a tensor says another type than its storage, or none");
        if (offset is not long first || Sizes(shape) is not { } sizes || Sizes(strides) is not { } steps)
            throw Broken("the size, strides or offset of a tensor are no whole numbers");
        var (tensor, wrong) = TorchTensor.Of(storage, type.Value, first, sizes, steps);
        return tensor ?? throw Broken(wrong!);
    }

    private PickleDictionary Ordered(PickleList pairs)
    {
        var dictionary = new PickleDictionary();
        foreach (var pair in pairs.Items)
            if ((pair switch { PickleList list => list.Items, PickleTuple tuple => tuple.Items, _ => null })
                is not [string name, var value] || !dictionary.TryAdd(name, value))
                throw Broken("an ordered dictionary is made of something other than pairs with different names");
        return dictionary;
    }

    private static long[]? Sizes(object? value) =>
        value is PickleTuple { Items: var items } && items.All(item => item is long) ? [.. items.Cast<long>()] : null;

    private static string Describe(string module, string name) => module.Split('.')[0] switch
    {
        "torch" when module.StartsWith("torch.nn.", StringComparison.Ordinal) => WholeModel(module, name),
        "torchvision" or "timm" => WholeModel(module, name),
        "__torch__" => "it is a TorchScript program, not weights. Save the model's state_dict instead",
        "torch" when name.Contains("qtensor", StringComparison.Ordinal) || name.Contains("sparse", StringComparison.Ordinal) =>
            $"it holds tensors of a kind that is not read ({module}.{name}). Save them dense and unquantized",
        _ => $"it asks for '{module}.{name}', which weights have no need of. Nothing of it was run. "
            + "If you trust its maker, load it in Python and save model.state_dict() alone",
    };

    private static string WholeModel(string module, string name) =>
        $"it is a whole model ('{module}.{name}'), not weights. In Python, save model.state_dict() instead";

    private WeightsException Refused(string what) => new($"'{path}' is refused: {what}.");

    private WeightsException Broken(string what) => new($"'{path}' is no sound PyTorch file: {what}.");
}
