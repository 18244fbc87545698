using Graft.Layers;

namespace Graft.Tests.Models;

public sealed class ModelSummaryTests
{
    [Theory]
    [InlineData("summary.txt", 3)]
    [InlineData("summary_trainable.txt", 4)]
    public void The_table_of_the_seed_program_has_the_cells_of_Keras(string file, int columns)
    {
        var expected = Table(File.ReadAllText(Shared.Path("fixtures", "keras", "seed_program", file)));
        var actual = Table(Summary(SeedProgram()));
        // Keras cuts the last heading to its column.
        Assert.Equal(expected.Skip(1).Select(row => row.Take(columns)), actual.Skip(1).Select(row => row.Take(columns)));
        Assert.Equal(expected[0].Take(3), actual[0].Take(3));
    }

    [Fact]
    public void The_totals_of_the_seed_program_are_those_of_Keras()
    {
        var expected = File.ReadAllText(Shared.Path("fixtures", "keras", "seed_program", "summary.txt"));
        Assert.Equal(Totals(expected), Totals(Summary(SeedProgram())));

        static IEnumerable<string> Totals(string text) =>
            text.Split('\n').Where(line => line.Contains("params:", StringComparison.Ordinal)).Select(line => line.Trim());
    }

    [Fact]
    public void The_table_of_the_seed_program_looks_as_approved() =>
        Approved.Text(Summary(SeedProgram()), "summary-seed-program");

    [Fact]
    public void Nested_shared_and_partly_frozen_layers_are_told_as_they_are()
    {
        var (left, right) = (new Input((8, 8, 3), "left"), new Input((8, 8, 3), "right"));
        Layer[] steps =
            [new Input((8, 8, 3)), new Conv2D(4, 3, name: "conv"), new BatchNormalization(), new GlobalAveragePooling2D()];
        var tower = new Sequential(steps, "tower");
        tower.GetLayer("conv").Trainable = false;
        var merged = new Concatenate().Apply(tower.Apply(left.Output), tower.Apply(right.Output));
        var model = new Model([left.Output, right.Output], [new Dense(2).Apply(merged)], "twins");
        Approved.Text(Summary(model), "summary-nested");
    }

    private static string Summary(Model model)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        model.Summary(writer);
        return writer.ToString();
    }

    private static Model SeedProgram()
    {
        var input = new Input((150, 150, 3));
        var x = input.Output;
        foreach (var (block, filters, convolutions) in new[] { (1, 64, 2), (2, 128, 2), (3, 256, 3), (4, 512, 3), (5, 512, 3) })
        {
            for (var i = 1; i <= convolutions; i++)
                x = new Conv2D(filters, 3, padding: "same", activation: "relu", name: $"block{block}_conv{i}").Apply(x);
            x = new MaxPooling2D(2, 2, name: $"block{block}_pool").Apply(x);
        }
        var backbone = new Model(input.Output, x, "vgg16");
        foreach (var layer in backbone.Layers)
            layer.Trainable = false;
        x = new Dense(256, activation: "relu").Apply(new Flatten().Apply(backbone.Output));
        return new Model(backbone.Input, new Dense(10, activation: "softmax").Apply(x));
    }

    private static List<string[]> Table(string text) =>
    [
        .. from line in text.Split('\n')
           where line.StartsWith('│') || line.StartsWith('┃')
           select line.Trim().Trim('│', '┃').Split('│', '┃').Select(cell => cell.Trim()).ToArray(),
    ];
}
