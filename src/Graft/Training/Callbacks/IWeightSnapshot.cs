namespace Graft.Training.Callbacks;

/// <summary>The weights as they were at one moment of training.</summary>
public interface IWeightSnapshot : IDisposable
{
    /// <summary>Puts the weights back.</summary>
    void Restore();
}
