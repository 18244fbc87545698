namespace Graft.Evaluation;

/// <summary>Which pictures of some data a model is judged by.</summary>
public enum EvaluationSplit
{
    /// <summary>Those that took no part in any choice.</summary>
    Test,

    /// <summary>Those that choices were made by.</summary>
    Validation,

    /// <summary>Those that the model was trained on.</summary>
    Train,

    /// <summary>All of them.</summary>
    All,
}
