namespace Graft.Backbones.Blocks;

/// <summary>What a publisher calls the layers of one block. They are asked for in the order in which they run.</summary>
/// <param name="at">The name of the block's module.</param>
internal abstract class BlockNames(string at)
{
    /// <summary>The name of the block's module.</summary>
    protected string At => at;

    /// <summary>The sum of the block's input and what became of it.</summary>
    public string Sum => $"{at}.add";

    /// <summary>The average that stands for a stride.</summary>
    public string Average => $"{at}.aa";

    /// <summary>The next step.</summary>
    public abstract StepNames Next(BlockStep step);

    /// <summary>Squeeze and excitation.</summary>
    public abstract SqueezeNames Squeeze();
}
