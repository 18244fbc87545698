namespace Graft.Weights.Pickles;

/// <summary>
/// What the few classes, functions and outside objects that a pickle may name stand for. Everything else is refused here, by an
/// error that says what was asked for.
/// </summary>
internal interface IPickleMeaning
{
    /// <summary>What a name stands for. Module and name are compared whole.</summary>
    object Global(string module, string name);

    /// <summary>What a function or class that was named gives for arguments.</summary>
    object? Call(object? callable, IReadOnlyList<object?> arguments);

    /// <summary>An object that lies outside of the pickle.</summary>
    object Persistent(object? id);

    /// <summary>Takes the attributes of an object; they never change what it is.</summary>
    void Build(object? target, object? state);
}
