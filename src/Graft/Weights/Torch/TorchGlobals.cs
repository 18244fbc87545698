using System.Collections.Frozen;

namespace Graft.Weights.Torch;

/// <summary>The functions and classes that a pickle of weights may call. None of them is Python's; each is a few lines here.</summary>
internal enum TorchFunction
{
    OrderedDictionary,
    RebuildTensor,
    RebuildTensorV2,
    RebuildTensorV3,
    RebuildParameter,
    RebuildParameterWithState,
    Size,
    Device,
    Encode,
}

/// <summary>A class of storages.</summary>
/// <param name="Type">What its numbers are; null for bytes that the tensors give a meaning.</param>
internal sealed record TorchStorageClass(ElementType? Type);

/// <summary>A dtype.</summary>
/// <param name="Type">The same here.</param>
internal sealed record TorchElementType(ElementType Type);

/// <summary>A value that weights may stand beside and that Graft has no use for.</summary>
internal sealed record TorchIgnored
{
    public static TorchIgnored Value { get; } = new();
}

/// <summary>The names that a pickle of weights may use: whole pairs of module and name.</summary>
internal static class TorchGlobals
{
    private static readonly FrozenDictionary<(string Module, string Name), object> Known = Pairs().ToFrozenDictionary();

    public static object? Find(string module, string name) => Known.GetValueOrDefault((module, name));

    private static IEnumerable<KeyValuePair<(string Module, string Name), object>> Pairs()
    {
        yield return Pair("collections", "OrderedDict", TorchFunction.OrderedDictionary);
        yield return Pair("torch._utils", "_rebuild_tensor", TorchFunction.RebuildTensor);
        yield return Pair("torch._utils", "_rebuild_tensor_v2", TorchFunction.RebuildTensorV2);
        yield return Pair("torch._utils", "_rebuild_tensor_v3", TorchFunction.RebuildTensorV3);
        yield return Pair("torch._utils", "_rebuild_parameter", TorchFunction.RebuildParameter);
        yield return Pair("torch._utils", "_rebuild_parameter_with_state", TorchFunction.RebuildParameterWithState);
        yield return Pair("torch", "Size", TorchFunction.Size);
        yield return Pair("torch", "device", TorchFunction.Device);
        yield return Pair("_codecs", "encode", TorchFunction.Encode);
        yield return Pair("torch.storage", "UntypedStorage", new TorchStorageClass(Type: null));
        yield return Pair("torch", "UntypedStorage", new TorchStorageClass(Type: null));
        foreach (var (name, type) in TorchTypes.Storages)
        {
            yield return Pair("torch", name, new TorchStorageClass(type));
            yield return Pair("torch.cuda", name, new TorchStorageClass(type));
        }
        foreach (var (name, type) in TorchTypes.Elements)
            yield return Pair("torch", name, new TorchElementType(type));
    }

    private static KeyValuePair<(string, string), object> Pair(string module, string name, object meaning) =>
        new((module, name), meaning);
}
