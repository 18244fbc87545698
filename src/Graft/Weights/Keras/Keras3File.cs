using Graft.Weights.Hdf5;

namespace Graft.Weights.Keras;

/// <summary>What Keras 3's <c>save_weights("x.weights.h5")</c> wrote.</summary>
internal sealed class Keras3File : WeightsFile
{
    private readonly FileBytes file;
    private readonly Keras3Contents contents;

    private Keras3File(FileBytes file, Keras3Contents contents)
        : base(file.Path)
    {
        (this.file, this.contents) = (file, contents);
        if (Arrays.Count == 0)
            throw new WeightsException($"'{file.Path}' holds no weights.");
    }

    public override string Format => "Keras 3 .weights.h5";

    // Groups are found in the alphabet's order.
    internal override bool IsInModelOrder => false;

    public override IReadOnlyList<StoredArray> Arrays => contents.Arrays;

    public override IReadOnlyList<StoredArray> LeftOut => contents.LeftOut;

    public override IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>Reads the table of contents of an opened file, which from then on belongs to the result.</summary>
    public static Keras3File Read(FileBytes file, Hdf5File content) => new(file, Keras3Contents.Read(content, []));

    protected override void Dispose(bool disposing) => file.Dispose();
}
