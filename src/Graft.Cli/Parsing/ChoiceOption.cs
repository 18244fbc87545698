using System.CommandLine;

namespace Graft.Cli.Parsing;

/// <summary>Options whose value is one of a few words.</summary>
internal static class ChoiceOption
{
    /// <summary>The words are the enumeration's names in lower case.</summary>
    public static Option<T?> Of<T>(string name, string description) where T : struct, Enum
    {
        var words = Enum.GetValues<T>().ToDictionary(value => value.ToString().ToLowerInvariant());
        return new(name)
        {
            Description = description,
            HelpName = string.Join('|', words.Keys),
            CustomParser = given =>
            {
                if (words.TryGetValue(given.Tokens[0].Value, out var value))
                    return value;
                var wanted = $"{string.Join(", ", words.Keys.SkipLast(1))} or {words.Keys.Last()}";
                given.AddError($"{name} is '{given.Tokens[0].Value}'; it must be {wanted}.");
                return null;
            },
        };
    }
}
