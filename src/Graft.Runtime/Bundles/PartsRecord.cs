using System.Collections.Frozen;

namespace Graft.Runtime.Bundles;

/// <summary>
/// Which picture was in which part of the data, by the hash of its content, so that a later evaluation on the same data
/// scores the pictures that the model has not learned from. The same content may have been in more than one part.
/// </summary>
public sealed class PartsRecord
{
    private readonly Lazy<FrozenSet<string>>[] sets;

    /// <summary>Keeps the hashes of the pictures in each part.</summary>
    /// <param name="train">Lower-case hexadecimal hashes of the pictures that the model was trained on.</param>
    /// <param name="validation">Those of the pictures that choices were made by.</param>
    /// <param name="test">Those of the pictures that took no part in any choice.</param>
    public PartsRecord(IReadOnlyList<string> train, IReadOnlyList<string> validation, IReadOnlyList<string> test)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(test);
        (Train, Validation, Test) = (train, validation, test);
        sets = [Set(train), Set(validation), Set(test)];
    }

    /// <summary>The hashes of the pictures that the model was trained on.</summary>
    public IReadOnlyList<string> Train { get; }

    /// <summary>The hashes of the pictures that choices were made by.</summary>
    public IReadOnlyList<string> Validation { get; }

    /// <summary>The hashes of the pictures that took no part in any choice.</summary>
    public IReadOnlyList<string> Test { get; }

    /// <summary>Whether a picture with this content was in the part.</summary>
    /// <param name="part">One of the three parts.</param>
    /// <param name="hash">The hash of the picture's content, in lower-case hexadecimal digits.</param>
    public bool Contains(DataPart part, string hash) => sets[(int)part].Value.Contains(hash);

    private static Lazy<FrozenSet<string>> Set(IReadOnlyList<string> hashes) =>
        new(() => hashes.ToFrozenSet(StringComparer.Ordinal));
}

/// <summary>What a picture of the data was used for.</summary>
public enum DataPart
{
    /// <summary>The model was trained on it.</summary>
    Train,

    /// <summary>Choices were made by it.</summary>
    Validation,

    /// <summary>It took no part in any choice.</summary>
    Test,
}
