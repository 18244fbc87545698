using Graft.Backbones;
using Graft.Tests.Layers.Keras;
using Graft.Weights.Safetensors;

namespace Graft.Tests.Backbones;

/// <summary>Files with the weights of the formula, each in the format in which the network's publisher gives weights away.</summary>
internal static class FormulaFile
{
    /// <summary>Writes the weights of a network that there is reference data for.</summary>
    /// <param name="backbone">Its name in the registry, with its source.</param>
    /// <param name="folder">Where the file is put.</param>
    /// <returns>The file's path.</returns>
    public static string Write(string backbone, TemporaryFolder folder)
    {
        var point = backbone.LastIndexOf('.');
        var (name, source) = (backbone[..point], backbone[(point + 1)..]);
        switch (source)
        {
            case "keras":
                var model = BackboneRegistry.Find(backbone).Load(new BackboneOptions { Weights = null });
                KerasNetwork.ReadOdd(name).FillWeights(model);
                model.SaveWeights(folder.File("weights.h5"));
                return folder.File("weights.h5");
            case "torchvision":
                TorchSave.Write(folder.File("weights.pth"), TorchReference.Read(source, name).State);
                return folder.File("weights.pth");
            default:
                var writer = new SafetensorsWriter([new("format", "pt")]);
                foreach (var (array, shape, values) in TorchReference.Read(source, name).State)
                    writer.Add(array, shape, values);
                writer.Save(folder.File("weights.safetensors"), overwrite: false);
                return folder.File("weights.safetensors");
        }
    }
}
