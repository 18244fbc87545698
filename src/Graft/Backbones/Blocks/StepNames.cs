namespace Graft.Backbones.Blocks;

/// <summary>What the layers of a step are called: a convolution, its normalization, and an activation where there is one.</summary>
internal readonly record struct StepNames(string Convolution, string Normalization, string Activation);
