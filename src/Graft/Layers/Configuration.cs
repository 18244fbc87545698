using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Operations;

namespace Graft.Layers;

/// <summary>Reads a layer's configuration: the arguments of its constructor under Keras's names.</summary>
internal static class Configuration
{
    public static int Int(this JsonObject configuration, string name) => Get<int>(configuration, name);

    public static double Double(this JsonObject configuration, string name) => Get<double>(configuration, name);

    public static bool Bool(this JsonObject configuration, string name) => Get<bool>(configuration, name);

    public static string Text(this JsonObject configuration, string name) => Get<string>(configuration, name);

    public static double? OptionalDouble(this JsonObject configuration, string name) =>
        configuration[name] is null ? null : Get<double>(configuration, name);

    public static int[] Ints(this JsonObject configuration, string name) => Array<int>(configuration, name);

    public static float[] Floats(this JsonObject configuration, string name) => Array<float>(configuration, name);

    public static Size2D Size(this JsonObject configuration, string name) =>
        Ints(configuration, name) is [var height, var width] ? new Size2D(height, width) : throw Wrong(name, "two whole numbers");

    public static Margins Margins(this JsonObject configuration, string name) =>
        Ints(configuration, name) is [var top, var bottom, var left, var right]
            ? new Margins(top, bottom, left, right)
            : throw Wrong(name, "four whole numbers");

    public static Padding Padding(this JsonObject configuration, string name) =>
        configuration[name] is JsonArray ? configuration.Margins(name) : configuration.Text(name);

    /// <summary>Refuses a configuration of a layer that works along another axis than the last.</summary>
    public static JsonObject AlongLastAxis(this JsonObject configuration) =>
        configuration.Int("axis") == -1 ? configuration : throw Wrong("axis", "-1, the only one there is");

    public static JsonArray Json(this Size2D size) => [size.Height, size.Width];

    public static JsonArray Json(this Margins margins) => [margins.Top, margins.Bottom, margins.Left, margins.Right];

    private static T Get<T>(JsonObject configuration, string name)
    {
        try
        {
            return (configuration[name] ?? throw Wrong(name, "a value")).AsValue().GetValue<T>();
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or JsonException)
        {
            throw Wrong(name, typeof(T).Name);
        }
    }

    private static T[] Array<T>(JsonObject configuration, string name)
    {
        try
        {
            return [.. (configuration[name] ?? throw Wrong(name, "a list")).AsArray().Select(item => item!.GetValue<T>())];
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or JsonException or NullReferenceException)
        {
            throw Wrong(name, $"a list of {typeof(T).Name}");
        }
    }

    private static ArgumentException Wrong(string name, string wanted) => new($"The configuration's '{name}' is not {wanted}.");
}
