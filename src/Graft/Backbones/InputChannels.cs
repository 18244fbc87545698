using Graft.Layers;

namespace Graft.Backbones;

/// <summary>
/// Weights that were trained on colour pictures, for inputs of another number of channels, as timm adapts them: the first kernel
/// is summed over its channels for one, else its channels are repeated and scaled so that their sum stays.
/// </summary>
internal static class InputChannels
{
    private const int Colours = 3;

    /// <summary>Gives a network the weights of the same network for colour pictures.</summary>
    /// <param name="coloured">The network that has them.</param>
    /// <param name="model">The network that takes another number of channels.</param>
    public static Model Adapt(Model coloured, Model model)
    {
        var channels = model.Input.Shape.Channels;
        var isFirst = true;
        foreach (var (from, to) in coloured.Weights.Zip(model.Weights))
        {
            to.Set(isFirst ? Kernel(from, channels) : from.ToArray());
            isFirst = false;
        }
        return model;
    }

    /// <summary>A kernel <c>[height, width, 3, filters]</c> for another number of channels.</summary>
    private static float[] Kernel(Weight weight, int channels)
    {
        var (filters, values) = (weight.Shape[3], weight.ToArray());
        var adapted = new float[values.Length / Colours * channels];
        for (var place = 0; place < values.Length / (Colours * filters); place++)
            for (var filter = 0; filter < filters; filter++)
            {
                var first = place * Colours * filters + filter;
                for (var channel = 0; channel < channels; channel++)
                    adapted[(place * channels + channel) * filters + filter] = channels == 1
                        ? values[first] + values[first + filters] + values[first + 2 * filters]
                        : values[first + channel % Colours * filters] * (Colours / (float)channels);
            }
        return adapted;
    }
}
