using Graft.Evaluation;

namespace Graft.Planning.Comparison;

/// <summary>One method on so many pictures.</summary>
/// <param name="Method">The method.</param>
/// <param name="Shots">Pictures a class that it was trained on: as many as the largest class had, where it was all.</param>
/// <param name="IsAll">Whether these were all pictures.</param>
/// <param name="Pictures">Pictures that it was trained on.</param>
/// <param name="Epochs">How often its network saw each of them; 0 where that was not trained.</param>
/// <param name="Accuracy">The share of the test pictures that the written model tells rightly.</param>
/// <param name="TestPictures">How many these were.</param>
/// <param name="Seconds">How long the training took, from its start to the written network, without the measuring.</param>
/// <param name="ProcessorSeconds">How long processors worked for it.</param>
/// <param name="MultiplyAdds">
/// Multiplications with additions in the network: one pass for each picture and view of a frozen network, three for each picture and
/// epoch of one that is trained (forward, and backward for inputs and weights). The head's own are not counted.
/// </param>
public sealed record ComparisonPoint(
    ComparisonMethod Method, int Shots, bool IsAll, int Pictures, int Epochs, double Accuracy, int TestPictures, double Seconds,
    double ProcessorSeconds, double MultiplyAdds)
{
    /// <summary>The accuracy's interval of 95 %: how far chance in the choice of test pictures reaches.</summary>
    public WilsonInterval Interval => WilsonInterval.Of(Accuracy, TestPictures);

    /// <summary>Whether it stands on published weights.</summary>
    public bool IsTransfer => Method is ComparisonMethod.Head or ComparisonMethod.FineTuned;
}
