using System.Text.Json;
using Graft.Layers;
using Graft.Operations;

namespace Graft.Tests.Layers.Keras;

/// <summary>Makes Graft's layers from the configurations that Keras wrote down.</summary>
internal static class KerasLayers
{
    /// <summary>Puts the layer of a row behind its inputs.</summary>
    public static Symbol Apply(string name, string type, JsonElement config, IReadOnlyList<Symbol> inputs) => type switch
    {
        "Add" or "Multiply" when config.TryGetProperty("args", out var arguments) && Constant(arguments) is { } constant =>
            new Rescaling(type == "Add" ? 1 : constant, type == "Add" ? constant : 0, name).Apply(inputs),
        "Sequential" => Chain(name, config, inputs[0]),
        _ => Make(name, type, config).Apply(inputs),
    };

    /// <summary>One layer; without a name where Keras was given none.</summary>
    public static Layer Make(string? name, string type, JsonElement config) => type switch
    {
        "Activation" => new Activation(Text(config, "activation"), name),
        "Add" => new Add(name),
        "AveragePooling2D" => new AveragePooling2D(
            Size(config, "pool_size"), Size(config, "strides"), Text(config, "padding"), name),
        "BatchNormalization" => new BatchNormalization(
            Number(config, "momentum"), Number(config, "epsilon"), Flag(config, "center"), Flag(config, "scale"), name),
        "Concatenate" => new Concatenate(Whole(config, "axis"), name),
        "Conv2D" => new Conv2D(
            Whole(config, "filters"), Size(config, "kernel_size"), Size(config, "strides"), Text(config, "padding"),
            Size(config, "dilation_rate"), Whole(config, "groups"), Text(config, "activation"),
            Flag(config, "use_bias"), name: name),
        "Cropping2D" => new Cropping2D(Margins(config, "cropping"), name),
        "CustomScaleLayer" => new ScaledSum(Number(config, "scale"), name),
        "Dense" => new Dense(Whole(config, "units"), Text(config, "activation"), Flag(config, "use_bias"), name: name),
        "DepthwiseConv2D" => new DepthwiseConv2D(
            Size(config, "kernel_size"), Size(config, "strides"), Text(config, "padding"), Whole(config, "depth_multiplier"),
            Size(config, "dilation_rate"), Text(config, "activation"), Flag(config, "use_bias"), name: name),
        "Dropout" => new Dropout(Number(config, "rate"), name),
        "Flatten" => new Flatten(name),
        "GlobalAveragePooling2D" => new GlobalAveragePooling2D(Flag(config, "keepdims"), name),
        "LayerNormalization" => new LayerNormalization(
            Number(config, "epsilon"), Flag(config, "center"), Flag(config, "scale"), name),
        "LayerScale" => new LayerScale(Number(config, "init_values"), name),
        "MaxPooling2D" => new MaxPooling2D(Size(config, "pool_size"), Size(config, "strides"), Text(config, "padding"), name),
        "Multiply" => new Multiply(name),
        "Normalization" => config.TryGetProperty("mean", out _)
            ? new Normalization(Numbers(config, "mean"), Numbers(config, "variance"), name)
            : new Normalization(name),
        "ReLU" => new ReLU(
            config.TryGetProperty("max_value", out var limit)
                ? limit.GetDouble()
                : null, Number(config, "negative_slope"), Number(config, "threshold"), name),
        "Rescaling" => new Rescaling(Numbers(config, "scale"), Numbers(config, "offset"), name),
        "Reshape" => new Reshape([.. config.GetProperty("target_shape").EnumerateArray().Select(d => d.GetInt32())], name),
        "SeparableConv2D" => new SeparableConv2D(
            Whole(config, "filters"), Size(config, "kernel_size"), Size(config, "strides"), Text(config, "padding"),
            Whole(config, "depth_multiplier"), Size(config, "dilation_rate"), Text(config, "activation"),
            Flag(config, "use_bias"), name),
        "ZeroPadding2D" => new ZeroPadding2D(Margins(config, "padding"), name),
        _ => throw new NotSupportedException($"layers of type {type} are not built"),
    };

    private static Symbol Chain(string name, JsonElement config, Symbol input)
    {
        var rows = config.GetProperty("layers").EnumerateArray().Select(
            row => Make(row[0].GetString()!, row[1].GetString()!, row[4]));
        return new Sequential([new Input(input.Shape), .. rows], name).Apply(input);
    }

    private static double? Constant(JsonElement arguments) =>
        arguments.EnumerateArray().Where(argument => argument.ValueKind == JsonValueKind.Number).Select(
            argument => (double?)argument.GetDouble()).SingleOrDefault();

    private static string Text(JsonElement config, string name) => config.GetProperty(name).GetString()!;

    private static int Whole(JsonElement config, string name) => config.GetProperty(name).GetInt32();

    private static double Number(JsonElement config, string name) => config.GetProperty(name).GetDouble();

    private static bool Flag(JsonElement config, string name) => config.GetProperty(name).GetBoolean();

    private static Size2D Size(JsonElement config, string name) =>
        (config.GetProperty(name)[0].GetInt32(), config.GetProperty(name)[1].GetInt32());

    private static Margins Margins(JsonElement config, string name)
    {
        var sides = config.GetProperty(name);
        return ((sides[0][0].GetInt32(), sides[0][1].GetInt32()), (sides[1][0].GetInt32(), sides[1][1].GetInt32()));
    }

    private static float[] Numbers(JsonElement config, string name) =>
        config.GetProperty(name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(v => v.GetSingle())]
        : [config.GetProperty(name).GetSingle()];
}
