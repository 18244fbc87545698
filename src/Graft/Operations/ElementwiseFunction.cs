namespace Graft.Operations;

/// <summary>Functions of one value; a and b are the operation's constants.</summary>
public enum ElementwiseFunction
{
    /// <summary>max(x, 0)</summary>
    Relu,

    /// <summary>min(max(x, a), b)</summary>
    Clip,

    /// <summary>x where positive, else a·x</summary>
    LeakyRelu,

    /// <summary>x where positive, else a·(eˣ - 1)</summary>
    Elu,

    /// <summary>Scaled elu with its fixed constants.</summary>
    Selu,

    /// <summary>max(x, 0) + min(a·(e^(x/a) - 1), 0)</summary>
    Celu,

    /// <summary>ln(1 + eˣ)</summary>
    Softplus,

    /// <summary>x / (1 + |x|)</summary>
    Softsign,

    /// <summary>1 / (1 + e⁻ˣ)</summary>
    Sigmoid,

    /// <summary>min(max(a·x + b, 0), 1)</summary>
    HardSigmoid,

    /// <summary>x times the hard sigmoid with a = 1/6, b = 1/2</summary>
    HardSilu,

    /// <summary>x times its sigmoid</summary>
    Silu,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>x - tanh(x)</summary>
    TanhShrink,

    /// <summary>eˣ</summary>
    Exponential,

    /// <summary>x·Φ(x), by the error function.</summary>
    Gelu,

    /// <summary>Gelu by its approximation with a hyperbolic tangent.</summary>
    GeluTanh,

    /// <summary>ln of the sigmoid</summary>
    LogSigmoid,

    /// <summary>x·tanh(softplus(x))</summary>
    Mish,

    /// <summary>x where |x| is above a, else 0</summary>
    HardShrink,

    /// <summary>x moved towards 0 by a, and 0 within it</summary>
    SoftShrink,

    /// <summary>(x + √(x² + a)) / 2</summary>
    Squareplus,

    /// <summary>0 up to -1, x from 1, (x + 1)² / 4 between</summary>
    SparsePlus,

    /// <summary>0 up to -1, 1 from 1, (x + 1) / 2 between</summary>
    SparseSigmoid,

    /// <summary>x where above a, else b</summary>
    Threshold,

    /// <summary>√x</summary>
    SquareRoot,

    /// <summary>x times the sigmoid of a·x</summary>
    QuickGelu,
}

/// <summary>Functions over a whole axis that give a distribution, or its logarithm.</summary>
public enum NormalizeKind
{
    /// <summary>eˣ over its sum.</summary>
    Softmax,

    /// <summary>The softmax's logarithm.</summary>
    LogSoftmax,

    /// <summary>The nearest point of the simplex (Martins and Astudillo, 2016).</summary>
    Sparsemax,
}

/// <summary>What a pooling takes of its window.</summary>
public enum PoolKind
{
    /// <summary>The largest value.</summary>
    Maximum,

    /// <summary>The mean.</summary>
    Average,

    /// <summary>The standard deviation; of a whole map alone.</summary>
    Deviation,
}

/// <summary>Operations on two values.</summary>
public enum BinaryKind
{
    /// <summary>Sum.</summary>
    Add,

    /// <summary>Product.</summary>
    Multiply,
}
