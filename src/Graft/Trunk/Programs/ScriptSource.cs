using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace Graft.Trunk.Programs;

/// <summary>
/// The source of a TorchScript program while it is written: a method <c>pack</c> that brings the constants into the form that
/// the processor likes, once, and a method <c>run</c> that computes a batch.
/// </summary>
internal sealed class ScriptSource
{
    private readonly List<string> packed = [];
    private readonly StringBuilder steps = new();
    private int variables;

    /// <summary>What <c>pack</c> gets, in the order in which constants were added.</summary>
    public List<Tensor> Constants { get; } = [];

    /// <summary>Adds a constant.</summary>
    /// <returns>The expression that reads it in <c>run</c>.</returns>
    public string Constant(Tensor tensor) => Packed(tensor, raw => raw);

    /// <summary>Adds a constant that is prepared once.</summary>
    /// <param name="tensor">The constant.</param>
    /// <param name="prepare">From the expression that reads it to the one that prepares it.</param>
    /// <returns>The expression that reads what was prepared in <c>run</c>.</returns>
    public string Packed(Tensor tensor, Func<string, string> prepare)
    {
        Constants.Add(tensor);
        packed.Add(prepare(Read("c", Constants.Count - 1)));
        return Read("w", packed.Count - 1);
    }

    /// <summary>Adds a constant that <c>pack</c> reads, and <c>run</c> does not.</summary>
    /// <returns>The expression that reads it in <c>pack</c>.</returns>
    public string PackingConstant(Tensor tensor)
    {
        Constants.Add(tensor);
        return Read("c", Constants.Count - 1);
    }

    /// <summary>The expression that reads an input of <c>run</c>.</summary>
    public static string Input(int index) => Read("x", index);

    /// <summary>Adds a step.</summary>
    /// <returns>The name of its result.</returns>
    public string Assign(string expression)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"v{variables++}");
        steps.Append(CultureInfo.InvariantCulture, $"    {name} = {expression}\n");
        return name;
    }

    /// <summary>The whole, with the expressions that <c>run</c> returns.</summary>
    public string Methods(IEnumerable<string> outputs) =>
        "  def pack(self: __torch__.Trunk, c: List[Tensor]) -> List[Tensor]:\n"
        + $"    return [{string.Join(", ", packed)}]\n"
        + "  def run(self: __torch__.Trunk, x: List[Tensor], w: List[Tensor]) -> List[Tensor]:\n"
        + steps
        + $"    return [{string.Join(", ", outputs)}]\n";

    /// <summary>A whole number's, or several whole numbers' text.</summary>
    public static string List(params ReadOnlySpan<long> values)
    {
        var texts = new string[values.Length];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = values[i].ToString(CultureInfo.InvariantCulture);
        return $"[{string.Join(", ", texts)}]";
    }

    /// <summary>A number's text, which says that it is no whole number.</summary>
    public static string Number(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;
    }

    private static string Read(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]");
}
