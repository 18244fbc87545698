namespace Graft.Runtime.Heads;

/// <summary>What a logistic head is found by.</summary>
/// <param name="Penalty">What weights of standardised features cost, above 0.</param>
/// <param name="Temperature">What the logits are divided by, above 0.</param>
public sealed record LogisticRecipe(double Penalty, double Temperature)
{
    /// <summary>Whether the numbers can be solved with.</summary>
    public bool IsSolvable() => Penalty > 0 && double.IsFinite(Penalty) && Temperature > 0 && double.IsFinite(Temperature);
}
