namespace Graft.Data;

/// <summary>The three parts of a dataset.</summary>
public enum DatasetPart
{
    /// <summary>What a model learns from.</summary>
    Train,

    /// <summary>What choices are made by: when to stop, which model to keep.</summary>
    Validation,

    /// <summary>What the result is measured on, once, at the end; it takes no part in any choice.</summary>
    Test,
}
