using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Graft.Operations;
using static TorchSharp.torch;
using Convolution = Graft.Operations.Convolution;

namespace Graft.Trunk.Quantization;

/// <summary>
/// How a network computes in 8 bits: which of its values are codes and what they stand for, by how much channels are divided to use
/// them, and the biases that take back what rounded weights shift. It names places in the folded network, so that it holds for the
/// same network written down again.
/// </summary>
public sealed class TrunkQuantization
{
    /// <summary>Puts one together from its parts.</summary>
    [JsonConstructor]
    public TrunkQuantization(
        IReadOnlyDictionary<int, QuantizedRange> ranges, IReadOnlyDictionary<int, float[]> scales,
        IReadOnlyDictionary<int, float[]> biases, bool firstInFull, int samples, double cosine, IReadOnlyList<double> errors)
    {
        (Ranges, Scales, Biases, FirstInFull) = (ranges, scales, biases, firstInFull);
        (Samples, Cosine, Errors) = (samples, cosine, errors);
    }

    internal TrunkQuantization(RangeSearch.Trial found, int samples, IReadOnlyList<double> errors)
        : this(
            Places(found.Corrected).Where(place => found.Ranges.ContainsKey(place.Value))
                .ToDictionary(place => place.Place, place => found.Ranges[place.Value]),
            Places(found.Corrected).Where(place => found.Scales.ContainsKey(place.Value))
                .ToDictionary(place => place.Place, place => Numbers(found.Scales[place.Value])),
            found.Corrected.Operations.Index().Where(place => place.Item is Convolution { Bias: not null })
                .ToDictionary(place => place.Index, place => Numbers(((Convolution)place.Item).Bias!)),
            found.Plan.FirstInFull, samples, found.Cosine, errors)
    {
    }

    /// <summary>What codes stand for: by the place of the operation that gives them, or -1 - i for input i.</summary>
    public IReadOnlyDictionary<int, QuantizedRange> Ranges { get; }

    /// <summary>By how much the channels of a value are divided: by the place of the operation that gives it.</summary>
    public IReadOnlyDictionary<int, float[]> Scales { get; }

    /// <summary>The biases of convolutions whose values and weights are scaled, by their place.</summary>
    public IReadOnlyDictionary<int, float[]> Biases { get; }

    /// <summary>Whether the operation that reads the input is not computed in 8 bits.</summary>
    public bool FirstInFull { get; }

    /// <summary>The number of samples that the ranges were found on.</summary>
    public int Samples { get; }

    /// <summary>The mean cosine between outputs in 8 bits and in fp32, over some of the samples; 1 is the same direction.</summary>
    public double Cosine { get; }

    /// <summary>
    /// For each operation in 8 bits, in the order in which they run, how far its output is from that in fp32, errors before it
    /// included: the length of the difference over that of the output.
    /// </summary>
    public IReadOnlyList<double> Errors { get; }

    /// <summary>A text that is the same for the same numbers.</summary>
    public override string ToString()
    {
        var ranges = string.Join(' ', Ranges.OrderBy(place => place.Key).Select(place => string.Create(
            CultureInfo.InvariantCulture, $"{place.Key}:{place.Value.Scale:R}/{place.Value.ZeroPoint}")));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, numbers) in Scales.OrderBy(place => place.Key).Concat(Biases.OrderBy(place => place.Key)))
            hash.AppendData(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return $"{ranges} {FirstInFull} {Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    /// <summary>The folded network with these scales and biases, and what stands for its values. New constants belong to the dispose scope.</summary>
    internal (OperationGraph Graph, IReadOnlyDictionary<Value, QuantizedRange> Ranges) Apply(OperationGraph folded)
    {
        var scaled = ChannelScaling.Apply(folded, Places(folded).Where(place => Scales.ContainsKey(place.Place))
            .ToDictionary(place => place.Value, place => tensor(Scales[place.Place])));
        var graph = scaled with
        {
            Operations =
            [
                .. scaled.Operations.Select((operation, place) =>
                    operation is Convolution convolution && Biases.TryGetValue(place, out var bias)
                        ? convolution with { Bias = tensor(bias) }
                        : operation),
            ],
        };
        return (graph, Places(graph).Where(place => Ranges.ContainsKey(place.Place))
            .ToDictionary(place => place.Value, place => Ranges[place.Place]));
    }

    // Inputs below 0, the outputs of operations from 0 on.
    private static IEnumerable<(int Place, Value Value)> Places(OperationGraph folded) =>
        folded.Inputs.Select((value, i) => (-1 - i, value))
            .Concat(folded.Operations.Select((operation, i) => (i, operation.Output)));

    private static float[] Numbers(Tensor tensor) => tensor.detach().contiguous().data<float>().ToArray();
}
