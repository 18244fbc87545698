using Graft.Runtime.Bundles;

namespace Graft.Data;

/// <summary>The parts of a dataset after splitting, each in ordinal order of the pictures' names.</summary>
internal sealed record DatasetParts(
    IReadOnlyList<ClassifiedPicture> Train, IReadOnlyList<ClassifiedPicture> Validation, IReadOnlyList<ClassifiedPicture> Test);

/// <summary>Puts pictures in parts, class by class.</summary>
internal static class StratifiedSplit
{
    public static DatasetParts Make(Classification classification, DatasetOptions options)
    {
        if (options.Purpose == DatasetPurpose.Evaluation)
            return classification.PartsGiven
                ? new(Given(DataPart.Train), Given(DataPart.Validation), Given(DataPart.Test))
                : new([], [], classification.Pictures);

        var validation = new List<ClassifiedPicture>(Given(DataPart.Validation));
        var test = new List<ClassifiedPicture>(Given(DataPart.Test));
        var train = new List<ClassifiedPicture>();
        var validationFraction = validation.Count > 0 ? 0 : options.ValidationFraction;
        var testFraction = classification.PartsGiven ? 0 : options.TestFraction;
        foreach (var ofOneClass in classification.Pictures.Where(picture => picture.Part is null or DataPart.Train)
            .GroupBy(picture => picture.ClassName, StringComparer.Ordinal))
        {
            var shuffled = SeededOrder.Of(ofOneClass, options.Seed, "split");
            var (validationCount, testCount) = Counts(shuffled.Length, validationFraction, testFraction);
            var rest = shuffled[(testCount + validationCount)..];
            if (options.Shots is { } shots)
            {
                rest = [.. SeededOrder.Of(rest, options.Seed, "shots").Take(shots)];
                validationCount = Math.Min(validationCount, FewShotValidation(shots, validationFraction));
            }
            test.AddRange(shuffled[..testCount]);
            validation.AddRange(shuffled[testCount..(testCount + validationCount)]);
            train.AddRange(rest);
        }
        return new(Sorted(train), Sorted(validation), Sorted(test));

        IReadOnlyList<ClassifiedPicture> Given(DataPart part) =>
            [.. classification.Pictures.Where(picture => picture.Part == part)];
    }

    /// <summary>
    /// How many of a class's pictures go where: the fractions, rounded, but at least one picture for training, then one for
    /// validation, then one for the test, as far as there are pictures.
    /// </summary>
    internal static (int Validation, int Test) Counts(int count, double validationFraction, double testFraction)
    {
        var validation = validationFraction > 0 && count >= 2 ? Rounded(count * validationFraction) : 0;
        var test = testFraction > 0 && count >= (validation > 0 ? 3 : 2) ? Rounded(count * testFraction) : 0;
        while (validation + test >= count && count > 0)
            if (test >= validation)
                test--;
            else
                validation--;
        return (validation, test);
    }

    private static int FewShotValidation(int shots, double validationFraction) =>
        Rounded(Math.Min(shots * validationFraction / (1 - validationFraction), int.MaxValue / 2));

    private static int Rounded(double count) => Math.Max(1, (int)Math.Round(count, MidpointRounding.AwayFromZero));

    private static ClassifiedPicture[] Sorted(List<ClassifiedPicture> pictures) =>
        [.. pictures.OrderBy(picture => picture.Found.Name, StringComparer.Ordinal)];
}
