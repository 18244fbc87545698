namespace Graft.Trunk;

/// <summary>What a trunk computes its maps in. Vectors that are pooled from them are float32 always.</summary>
public enum Precision
{
    /// <summary>
    /// <see cref="Bf16"/> where the processor has instructions for it and the first samples come out nearly as in
    /// <see cref="Fp32"/>; else that.
    /// </summary>
    Auto,

    /// <summary>32 bits, 24 of them for the digits.</summary>
    Fp32,

    /// <summary>16 bits, 8 of them for the digits (bfloat16): about twice as fast where the processor has it.</summary>
    Bf16,

    /// <summary>
    /// 8 bits for values and weights of convolutions and matrix products, with ranges found on some of the samples first: about
    /// twice as fast as <see cref="Bf16"/> where the processor has instructions for it.
    /// </summary>
    Int8,
}
