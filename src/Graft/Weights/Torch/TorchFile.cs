using Graft.Weights.Zip;

namespace Graft.Weights.Torch;

/// <summary>
/// What <c>torch.save</c> wrote: a pickle that says which tensors there are, and storages with their numbers. The pickle is
/// read as data and never run (torch/serialization.py; torch/_weights_only_unpickler.py is what torch itself allows).
/// </summary>
internal sealed class TorchFile : WeightsFile
{
    // Views may share storages, so that a small file can describe more than the memory holds.
    private const long MostBeyondFile = 64L << 20;
    private const int MostTimesFile = 4;

    private readonly FileBytes file;
    private readonly TorchContainer container;
    private Int128 described;

    private TorchFile(FileBytes file, TorchContainer container)
        : base(file.Path)
    {
        this.file = file;
        this.container = container;
        var checkpoint = TorchCheckpoint.Of(file.Path, container.Root);
        Arrays = [.. checkpoint.Weights.Select(Array)];
        LeftOut = [.. checkpoint.Rest.Select(Array)];
        Unwrapped = checkpoint.Unwrapped;
    }

    public override string Format => container.Format;

    // The order is the model's, but kernels have another order of axes than those that are loaded by order.
    internal override bool IsInModelOrder => false;

    public override IReadOnlyList<StoredArray> Arrays { get; }

    public override IReadOnlyList<StoredArray> LeftOut { get; }

    public override IReadOnlyList<string> Unwrapped { get; }

    public override IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>Reads the pickle of an opened archive, which from then on belongs to the result.</summary>
    public static TorchFile Read(FileBytes file, ZipDirectory archive) => new(file, TorchArchive.Read(file, archive));

    /// <summary>Reads the pickles of an opened file in the layout before torch 1.6, which belongs to the result.</summary>
    public static TorchFile ReadLegacy(FileBytes file) => new(file, TorchLegacyFile.Read(file));

    protected override void Dispose(bool disposing) => file.Dispose();

    private StoredArray Array(NamedTensor named)
    {
        var (name, tensor) = named;
        var bytes = container.Storages[tensor.Storage.Key];
        var size = tensor.Type.Size();
        described += (Int128)Math.Max(tensor.Count, bytes.IsReadInPieces ? tensor.Span : tensor.Storage.ByteCount!.Value) * size;
        if (described > (Int128)file.Length * MostTimesFile + MostBeyondFile)
            throw new WeightsException(
                $"'{Path}' is refused: its tensors are views that share numbers and would take {described} bytes, "
                + $"far more than the file's {file.Length}.");
        return new StoredArray(
            name, WeightName.FromPath(name), tensor.Type, tensor.Shape,
            new TorchArray(tensor, bytes.Read, container.IsBigEndian).Read)
        {
            IsReadInPieces = bytes.IsReadInPieces && tensor.IsContiguous,
        };
    }
}
