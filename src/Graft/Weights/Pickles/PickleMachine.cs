using System.Numerics;
using static Graft.Weights.Pickles.PickleOpcode;

namespace Graft.Weights.Pickles;

/// <summary>
/// Reads a pickle as data. A pickle is a program that can call anything in Python; this machine knows only the instructions
/// that put values together (<see cref="PickleOpcode"/>), and everything that a pickle names goes through
/// <see cref="IPickleMeaning"/>. After Python's pickletools and torch/_weights_only_unpickler.py.
/// </summary>
internal sealed class PickleMachine(PickleSource source, IPickleMeaning meaning)
{
    private const int HighestProtocol = 5;
    private const int MostValues = 2_000_000;

    private readonly List<object?> stack = [];
    private readonly List<int> marks = [];
    private readonly Dictionary<uint, object?> memo = [];
    private int values;

    /// <summary>Runs to the end of one pickle and gives its value.</summary>
    public object? Read()
    {
        while (true)
        {
            var opcode = (PickleOpcode)source.Byte();
            if (opcode == Stop)
                return stack.Count == 1 && marks.Count == 0
                    ? stack[0]
                    : throw source.Broken($"it ends with {stack.Count} values instead of one");
            Step(opcode);
        }
    }

    private void Step(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case Protocol:
                if (source.Byte() is var protocol and > HighestProtocol)
                    throw source.Refused($"its pickle has protocol {protocol}; up to {HighestProtocol} are read");
                break;
            case Frame:
                if (source.UInt64() is var length && length > (ulong)source.Remaining)
                    throw source.Broken($"a frame of {length} bytes should follow and {source.Remaining} are left");
                break;
            case Mark:
                marks.Add(stack.Count);
                Count();
                break;
            case BinPut:
                Remember(source.Byte());
                break;
            case LongBinPut:
                Remember(source.UInt32());
                break;
            case Memoize:
                Remember((uint)memo.Count);
                break;
            case Append:
                AppendTo(Pop(1));
                break;
            case Appends:
                AppendTo(PopToMark());
                break;
            case SetItem:
                SetIn(Pop(2));
                break;
            case SetItems:
                SetIn(PopToMark());
                break;
            case Build:
                var state = Pop();
                meaning.Build(Top(), state);
                break;
            default:
                Push(Value(opcode));
                break;
        }
    }

    private object? Value(PickleOpcode opcode) => opcode switch
    {
        None => null,
        NewTrue => true,
        NewFalse => false,
        BinInt => (long)source.Int32(),
        BinInt1 => (long)source.Byte(),
        BinInt2 => (long)source.UInt16(),
        Long1 => new BigInteger(source.Take(source.Byte())) is var number && FitsLong(number) ? (object)(long)number : number,
        BinFloat => source.Double(),
        // What Python 2 called a string is bytes; in files of weights they are names.
        BinString => source.Text(source.Int32()),
        ShortBinString or ShortBinUnicode => source.Text(source.Byte()),
        BinUnicode => source.Text(source.UInt32()),
        EmptyTuple => new PickleTuple([]),
        Tuple1 => new PickleTuple(Pop(1)),
        Tuple2 => new PickleTuple(Pop(2)),
        Tuple3 => new PickleTuple(Pop(3)),
        PickleOpcode.Tuple => new PickleTuple(PopToMark()),
        EmptyList => new PickleList(),
        EmptyDictionary => new PickleDictionary(),
        BinGet => Recall(source.Byte()),
        LongBinGet => Recall(source.UInt32()),
        Global => meaning.Global(source.Line(), source.Line()),
        StackGlobal => Pop(2) is [string module, string name]
            ? meaning.Global(module, name)
            : throw source.Broken("a class is named by something that is no text"),
        Reduce => Pop(2) is [var callable, PickleTuple arguments]
            ? meaning.Call(callable, arguments.Items)
            : throw source.Broken("something is called with arguments that are no tuple"),
        BinPersistentId => meaning.Persistent(Pop()),
        _ => throw source.Refused(
            $"its pickle has the instruction {ForbiddenOpcodes.NameOf((byte)opcode)}, which weights have no need of"),
    };

    private static bool FitsLong(BigInteger number) => number >= long.MinValue && number <= long.MaxValue;

    private void Push(object? value)
    {
        Count();
        stack.Add(value);
    }

    private void Count()
    {
        if (++values > MostValues)
            throw source.Refused($"its pickle makes more than {MostValues} values");
    }

    private object? Top() => stack.Count > Floor ? stack[^1] : throw source.Broken("a value is missing");

    private object? Pop() => Pop(1)[0];

    private object?[] Pop(int count)
    {
        if (stack.Count - count < Floor)
            throw source.Broken("a value is missing");
        var popped = stack.GetRange(stack.Count - count, count).ToArray();
        stack.RemoveRange(stack.Count - count, count);
        return popped;
    }

    private int Floor => marks.Count == 0 ? 0 : marks[^1];

    private object?[] PopToMark()
    {
        if (marks.Count == 0)
            throw source.Broken("a mark is missing");
        var popped = Pop(stack.Count - Floor);
        marks.RemoveAt(marks.Count - 1);
        return popped;
    }

    private void Remember(uint index)
    {
        Count();
        memo[index] = Top();
    }

    private object? Recall(uint index) => memo.TryGetValue(index, out var value)
        ? value
        : throw source.Broken($"value {index} is asked for and was never kept");

    private void AppendTo(object?[] items)
    {
        if (Top() is not PickleList list)
            throw source.Broken("something is appended to what is no list");
        list.Items.AddRange(items);
    }

    private void SetIn(object?[] items)
    {
        if (Top() is not PickleDictionary dictionary)
            throw source.Broken("a name is set in what is no dictionary");
        if (items.Length % 2 != 0)
            throw source.Broken("a name is set without a value");
        for (var i = 0; i < items.Length; i += 2)
        {
            if (items[i] is not (string or long or bool or double))
                throw source.Broken("a name in a dictionary is neither text nor number");
            if (!dictionary.TryAdd(items[i]!, items[i + 1]))
                throw source.Broken($"the name '{items[i]}' stands twice in one dictionary");
        }
    }
}
