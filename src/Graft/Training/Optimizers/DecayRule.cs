namespace Graft.Training.Optimizers;

/// <summary>Where weight decay enters.</summary>
internal enum DecayRule
{
    /// <summary>Before the update the weight loses a share of itself (Loshchilov and Hutter, 2017).</summary>
    Decoupled,

    /// <summary>A share of the weight is added to its gradient, as the derivative of a penalty on its square.</summary>
    InGradient,

    /// <summary>By the optimizer's own rule.</summary>
    Own,
}
