using Graft.Training.Losses;
using Graft.Training.Sessions;
using TorchSharp;

namespace Graft.Training.Batches;

/// <summary>Right answers that lie in an array.</summary>
internal sealed class TargetArray : ITargets
{
    private readonly NDArray values;
    private readonly CompiledOutput output;
    private readonly bool areNumbers;

    /// <summary>Takes over an array; what does not fit is noted, and the object is of no use then.</summary>
    public TargetArray(NDArray values, CompiledOutput output, Problems problems)
    {
        (this.values, this.output) = (values, output);
        areNumbers = output.Loss.Targets == TargetKind.ClassNumbers;
        var given = values.Shape.Skip(1).ToList();
        if (!Fits(given))
            problems.Add(Misfit(given));
        else if (areNumbers)
            CheckNumbers(problems);
    }

    /// <inheritdoc/>
    public torch.Tensor Take(int[] rows)
    {
        IEnumerable<int> shape = areNumbers ? output.Shape.Dimensions.SkipLast(1) : output.Shape.Dimensions;
        var taken = SampleTensors.Filled([rows.Length, .. shape], filled => ArraySamples.Read(values, rows, filled));
        return areNumbers ? taken.to_type(torch.int64) : taken;
    }

    private bool Fits(List<int> given)
    {
        var shape = output.Shape.Dimensions;
        var withoutLast = given.SequenceEqual(shape.SkipLast(1));
        if (areNumbers)
            return withoutLast || given.SequenceEqual([.. shape.SkipLast(1), 1]);
        return given.SequenceEqual(shape) || (output.Shape.Channels == 1 && withoutLast);
    }

    private string Misfit(List<int> given)
    {
        string[] wanted = [.. (areNumbers ? output.Shape.Dimensions.SkipLast(1) : output.Shape.Dimensions).Select(Text)];
        var problem = $"the targets of '{output.Name}' must have the shape ({string.Join(", ", wanted.Prepend("samples"))}) "
            + $"for {output.Loss.Name}; ({string.Join(", ", given.Select(Text).Prepend("samples"))}) was given.";
        var isNumber = given.Count == 0 || given is [1];
        if (output.Loss.Targets == TargetKind.OneHot && isNumber)
            return problem + " Class numbers go with the loss sparse_categorical_crossentropy.";
        if (areNumbers && given.SequenceEqual(output.Shape.Dimensions))
            return problem + " One-hot targets go with the loss categorical_crossentropy.";
        return problem;
    }

    private void CheckNumbers(Problems problems)
    {
        var classes = output.Shape.Channels;
        for (var i = 0; i < values.Values.Length; i++)
        {
            var number = values.Values[i];
            if (number >= 0 && number < classes && float.IsInteger(number))
                continue;
            problems.Require(
                false, $"the targets of '{output.Name}' must be class numbers from 0 to {classes - 1}; value {i} is {number}.");
            return;
        }
    }

    private static string Text(int size) => FormattableString.Invariant($"{size}");
}
