using System.Text.Json;
using Graft.Engine;
using Graft.Layers;
using Graft.Training;
using Graft.Training.Batches;
using Graft.Training.Losses;
using Graft.Training.Mixing;
using TorchSharp;

namespace Graft.Tests.Training.Mixing;

public sealed class MixingTests
{
    private const int Classes = 3;

    // torchvision's partner of a picture is the one before it; here it is that of the batch reversed, as in timm.
    private static readonly string[] LeftOut = ["v2_mixup", "v2_cutmix"];

    public static TheoryData<string> Cases => [.. Names().Except(LeftOut)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pictures_and_targets_are_those_of_timm(string name)
    {
        using var scope = torch.NewDisposeScope();
        var entry = Entry(name);
        var parameters = entry.GetProperty("parameters");
        var arrays = Shared.Tensors("fixtures", "imaging", "augment.safetensors");
        var batch = new Batch(4, [Tensor(arrays["mix/x"])], [Smoothed(arrays["mix/y"], parameters)], Weights: null);
        var mixed = Mixed(batch, parameters);
        var target = entry.TryGetProperty("target", out var key) ? key : entry.GetProperty("array");
        Close.Absolute(arrays[target.GetString()!].Floats(), Values(mixed.Targets[0]), 1e-6, name + ", targets");
        if (entry.TryGetProperty("x", out var pictures))
            Close.Absolute(arrays[pictures.GetString()!].Floats(), Values(mixed.Inputs[0]), 1e-6, name + ", pictures");
    }

    [Fact]
    public void Shares_of_a_mixed_batch_are_those_of_its_pixels()
    {
        using var scope = torch.NewDisposeScope();
        var random = new Graft.Engine.RandomStream(3, "mixing");
        var batch = new Batch(2, [torch.stack([torch.zeros(3, 20, 30), torch.ones(3, 20, 30)])], [torch.eye(2)], Weights: null);
        BatchMixing[] ways = [new Mixup(1), new CutMix(1), new OneOf(new Mixup(), new CutMix())];
        foreach (var way in Enumerable.Range(0, 60).Select(i => ways[i % 3]))
        {
            var mixed = way.Mix(batch, random);
            Assert.Equal(mixed.Inputs[0][0].mean().item<float>(), mixed.Targets[0][0][1].item<float>(), 1e-5f);
            Assert.Equal(1, mixed.Targets[0][0].sum().item<float>(), 1e-5f);
        }
    }

    [Fact]
    public void Mixing_changes_what_is_learned_from_and_not_what_is_validated()
    {
        var samples = SmallData.Samples(64);
        NDArray targets = SmallData.OneHot(SmallData.Numbers(samples));
        var (mixed, again, plain) = (SmallNetwork.Create(), SmallNetwork.Create(), SmallNetwork.Create());
        foreach (var (model, mixing) in new[] { (mixed, new Mixup(1)), (again, new Mixup(1)), (plain, null) })
        {
            model.Compile("sgd", "categorical_crossentropy");
            var history = model.Fit([samples], [targets], new FitOptions { Mixing = mixing, Epochs = 2 }, ([samples], [targets]));
            Assert.Equal(history["val_loss"][^1], model.Evaluate(samples, targets).Loss, 1e-6);
        }
        Assert.Equal(SmallNetwork.Weights(mixed), SmallNetwork.Weights(again));
        Assert.NotEqual(SmallNetwork.Weights(mixed), SmallNetwork.Weights(plain));
    }

    [Fact]
    public void Class_numbers_and_inputs_that_are_no_pictures_are_refused()
    {
        var samples = SmallData.Samples(8);
        var model = SmallNetwork.Create();
        model.Compile("sgd", "sparse_categorical_crossentropy");
        var message = Assert.Throws<TrainingException>(() => model.Fit(
            [samples], [SmallData.Numbers(samples)], new FitOptions { Mixing = new CutMix() })).Message;
        Assert.All(["categorical_crossentropy", "pastes parts of pictures"], part => Assert.Contains(part, message));
        Assert.Throws<TrainingException>(() => new Mixup(0));
        Assert.Throws<TrainingException>(() => new OneOf());
    }

    [Fact]
    public void A_frozen_part_is_run_over_what_was_mixed_and_not_mixed_after_it()
    {
        var data = new NDArray(Formula.Unit("mixing/pictures", 8 * 48), 8, 4, 4, 3);
        NDArray targets = SmallData.OneHot([0, 1, 2, 0, 1, 2, 0, 1]);
        static Model Build(bool frozen)
        {
            var input = new Input((4, 4, 3));
            var convolution = new Conv2D(2, 3, activation: "relu");
            var x = new GlobalAveragePooling2D().Apply(convolution.Apply(input.Output));
            var model = new Model(input.Output, new Dense(Classes, activation: "softmax", name: "last").Apply(x));
            convolution.Trainable = !frozen;
            model.Compile(new Graft.Training.Optimizers.SGD(frozen ? 0.1 : 0), new CategoricalCrossentropy());
            return model;
        }

        var options = new FitOptions { Mixing = new CutMix(), BatchSize = 8 };
        var frozen = Build(frozen: true).Fit([data], [targets], options)["loss"][0];
        var still = Build(frozen: false).Fit([data], [targets], options)["loss"][0];
        Assert.Equal(still, frozen, 1e-6);
    }

    private static Batch Mixed(Batch batch, JsonElement parameters)
    {
        if (parameters.TryGetProperty("box_top_bottom_left_right", out var box))
        {
            var drawn = parameters.GetProperty("lam_drawn").GetDouble();
            var (top, bottom, left, right) = (box[0].GetInt32(), box[1].GetInt32(), box[2].GetInt32(), box[3].GetInt32());
            // Some middle gives the box, unless its size is wrong.
            Assert.Contains(
                (top, bottom, left, right),
                from y in Enumerable.Range(0, 8) from x in Enumerable.Range(0, 10) select CutMix.Box(drawn, y, x, 8, 10));
            return CutMix.Paste(batch, (top, bottom, left, right));
        }
        var share = (parameters.TryGetProperty("lam_drawn", out var lam) ? lam : parameters.GetProperty("lam")).GetDouble();
        return Blending.Of(batch, [Blending.WithPartner(batch.Inputs[0], share)], share);
    }

    private static torch.Tensor Smoothed(ReferenceArray labels, JsonElement parameters)
    {
        var numbers = torch.tensor(Array.ConvertAll(labels.Floats(), value => (long)value));
        var smoothing = parameters.GetProperty("smoothing").GetDouble();
        return torch.nn.functional.one_hot(numbers, Classes).to_type(torch.float32)
            .Times(1 - smoothing).Plus(smoothing / Classes);
    }

    private static torch.Tensor Tensor(ReferenceArray array) =>
        torch.tensor(array.Floats()).reshape([.. array.Shape.Select(size => (long)size)]);

    private static float[] Values(torch.Tensor tensor) => tensor.contiguous().data<float>().ToArray();

    private static IEnumerable<string> Names()
    {
        using var json = Shared.Json("fixtures", "imaging", "augment.json");
        return [.. json.RootElement.GetProperty("cases").EnumerateArray()
            .Where(entry => entry.TryGetProperty("target", out _) || entry.TryGetProperty("array", out _))
            .Select(entry => entry.GetProperty("case").GetString()!)];
    }

    private static JsonElement Entry(string name)
    {
        using var json = Shared.Json("fixtures", "imaging", "augment.json");
        return json.RootElement.GetProperty("cases").EnumerateArray()
            .Single(entry => entry.GetProperty("case").GetString() == name).Clone();
    }
}
