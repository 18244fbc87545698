namespace Graft.Backbones.Blocks;

/// <summary>What a publisher calls the layers of a transformer's block, below the name of the block.</summary>
/// <param name="FirstNormalization">Before the attention.</param>
/// <param name="Packed">The dense layer that makes queries, keys and values.</param>
/// <param name="Heads">The attention itself, which has no arrays.</param>
/// <param name="Mixing">The dense layer that mixes the heads.</param>
/// <param name="SecondNormalization">Before the dense layers.</param>
/// <param name="Expansion">The first of them.</param>
/// <param name="Activation">What stands between them.</param>
/// <param name="Projection">The second of them.</param>
internal sealed record TransformerNames(
    string FirstNormalization, string Packed, string Heads, string Mixing, string SecondNormalization, string Expansion,
    string Activation, string Projection)
{
    /// <summary>PyTorch's attention keeps the product that makes queries, keys and values itself.</summary>
    public static TransformerNames Torchvision { get; } = new(
        "ln_1", "self_attention.in_proj", "self_attention.heads", "self_attention.out_proj", "ln_2", "mlp.0", "mlp.1", "mlp.3");

    public static TransformerNames Timm { get; } = new(
        "norm1", "attn.qkv", "attn.heads", "attn.proj", "norm2", "mlp.fc1", "mlp.act", "mlp.fc2");
}
