using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;
using Graft.Weights;

namespace Graft.Backbones.Keras;

/// <summary>
/// NASNet-A (Zoph et al., 2017) as in Keras: two kinds of cells that a search found, each of which takes what the two cells
/// before it gave.
/// </summary>
internal static class KerasNasNet
{
    private static readonly Size[] Sizes =
    [
        new("mobile", 224, 4, 32, 44, SkipsReduction: false, 4_269_716, 0.744,
            "020fb642bf7360b370c678b08e0adf61", "1ed92395b5b598bdda52abe5c0dbfd63"),
        new("large", 331, 6, 96, 168, SkipsReduction: true, 84_916_818, 0.825,
            "11577c9a518f0070763c2b964a382f17", "d81d89dc07e6e56530c4e77faddd61b5"),
    ];

    public static IEnumerable<Backbone> All() => Sizes.Select(size => new KerasEntry
    {
        Name = $"nasnet_{size.Kind}",
        Family = "nasnet",
        WithTop = At($"NASNet-{size.Kind}.h5", $"nasnet_{size.Kind}.h5", size.Md5),
        WithoutTop = At($"NASNet-{size.Kind}-no-top.h5", $"nasnet_{size.Kind}_no_top.h5", size.Md5WithoutTop),
        Licence = "Apache-2.0",
        Top1 = size.Top1,
        Mode = "tf",
        Size = size.InputSize,
        Features = 24 * size.Filters,
        Parameters = size.Parameters,
        Blocks =
        [
            "reduction_concat_stem_2", $"normal_concat_{size.Cells - 1}", $"normal_concat_{2 * size.Cells}",
            $"activation_{size.Activations}",
        ],
    }.With((shape, includeTop, preprocessing) => Build(size, shape, includeTop, preprocessing)));

    // Keras keeps the files under other names than its server.
    private static PublishedFile At(string path, string name, string md5) =>
        KerasFiles.At($"nasnet/{path}", md5) with { File = name };

    private static Model Build(Size size, Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = new Conv2D(size.StemFilters, 3, strides: 2, useBias: false, name: "stem_conv1").Apply(input.Output);
        x = KerasNasNetCell.Normalize(x, "stem_bn1");
        var stem = new KerasNasNetCell(size.Filters / 4, "stem_1").Reduce(x, null);
        var (last, before) = (new KerasNasNetCell(size.Filters / 2, "stem_2").Reduce(stem, x), stem);
        for (var stage = 0; stage < 3; stage++)
        {
            var filters = size.Filters << stage;
            if (stage > 0)
            {
                var reduced = new KerasNasNetCell(filters, $"reduce_{stage * size.Cells}").Reduce(last, before);
                (last, before) = (reduced, size.SkipsReduction ? before : last);
            }
            for (var cell = 0; cell < size.Cells; cell++)
            {
                var number = (stage * size.Cells) + cell + (stage > 0 ? 1 : 0);
                (last, before) = (new KerasNasNetCell(filters, $"{number}").Keep(last, before), last);
            }
        }
        x = new Activation("relu").Apply(last);
        if (includeTop)
        {
            x = new GlobalAveragePooling2D().Apply(x);
            x = new Dense(1000, activation: "softmax", name: "predictions").Apply(x);
        }
        return new Model(input.Output, x, $"nasnet_{size.Kind}");
    }

    /// <summary>
    /// A published network: so many normal cells in each of three stages, each of them with twice the channels of the one
    /// before. The second input of the first cell after a reduction is the reduction's first input, or its second where it
    /// skips.
    /// </summary>
    private sealed record Size(
        string Kind, int InputSize, int Cells, int StemFilters, int Filters, bool SkipsReduction, long Parameters, double Top1,
        string Md5, string Md5WithoutTop)
    {
        // The number that Keras gives to the last of the unnamed rectifiers: 12 a normal cell, less one a stage.
        public int Activations => (36 * Cells) + 43;
    }
}
