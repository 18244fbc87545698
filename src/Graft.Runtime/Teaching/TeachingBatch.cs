namespace Graft.Runtime;

/// <summary>Pictures to teach, brought to the input's size already.</summary>
/// <param name="Pixels">
/// Values <c>[count, height, width, 3]</c>, red first, as
/// <see cref="ImageClassifier.PredictPixels(ReadOnlyMemory{byte}, int, CancellationToken)"/> takes them.
/// </param>
/// <param name="Names">What each picture is called in messages.</param>
/// <param name="Hashes">
/// For each picture the SHA-256 of its file in lower-case hexadecimal digits: by it the same picture is known again.
/// </param>
public sealed record TeachingBatch(ReadOnlyMemory<byte> Pixels, IReadOnlyList<string> Names, IReadOnlyList<string> Hashes);
