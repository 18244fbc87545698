namespace Graft.Training.Optimizers;

/// <summary>
/// Whose formula an optimizer follows where libraries mean different things by one name. A recipe published for one library gives
/// its result only with that library's formulas.
/// </summary>
public enum Convention
{
    /// <summary>
    /// Keras 3: weight decay is decoupled in all optimizers, and epsilon stands where Keras has it.
    /// </summary>
    Keras,

    /// <summary>
    /// torch and timm: weight decay is added to the gradient, but in the optimizers that are named for decoupling it (AdamW,
    /// Lion, SGDW, ...), and epsilon stands where torch has it.
    /// </summary>
    Torch,
}
