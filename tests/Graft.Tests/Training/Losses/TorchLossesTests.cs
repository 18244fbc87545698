using System.Text.Json;
using Graft.Engine;
using Graft.Training.Losses;
using TorchSharp;

namespace Graft.Tests.Training.Losses;

public sealed class TorchLossesTests
{
    private static readonly Loss Logits = new CategoricalCrossentropy(fromLogits: true);
    private static readonly Loss Smoothed = new CategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.1);

    private static readonly Dictionary<string, (Loss Loss, string Target)> Losses = new()
    {
        ["cross_entropy"] = (Logits, "one-hot"),
        ["cross_entropy(label_smoothing=0.1)"] = (Smoothed, "one-hot"),
        ["timm LabelSmoothingCrossEntropy(0.1)"] = (Smoothed, "one-hot"),
        ["timm SoftTargetCrossEntropy, target softmax(3 * unit('training/losses/soft'))"] = (Logits, "soft"),
        ["binary_cross_entropy_with_logits, multilabel"] = (new BinaryCrossentropy(fromLogits: true), "multilabel"),
        ["timm BinaryCrossEntropy(smoothing=0.1)"] =
            (new OneVersusRestCrossentropy(fromLogits: true, labelSmoothing: 0.1), "one-hot"),
        ["timm BinaryCrossEntropy(smoothing=0.1, sum_classes=True)"] =
            (new OneVersusRestCrossentropy(fromLogits: true, labelSmoothing: 0.1, sumClasses: true), "one-hot"),
        ["timm BinaryCrossEntropy(smoothing=0.0, target_threshold=0.2), soft target"] =
            (new OneVersusRestCrossentropy(fromLogits: true, targetThreshold: 0.2), "soft"),
    };

    // Reason and losses.
    private static readonly Dictionary<string, string[]> LeftOut = new()
    {
        ["class weights divide by the number of samples, as in Keras"] =
            ["cross_entropy(weight)", "cross_entropy(weight, label_smoothing=0.1)"],
        ["a loss is a mean over samples, each of which has a class"] =
            ["cross_entropy(reduction='sum')", "cross_entropy(ignore_index=3)"],
        ["several right classes at once are not classified here"] =
        [
            "binary_cross_entropy_with_logits(pos_weight=[1,2,0.5,3,1]), multilabel",
            "timm AsymmetricLossMultiLabel(), multilabel",
        ],
        ["no published recipe for pictures with one class uses it"] = ["timm AsymmetricLossSingleLabel()"],
        ["compares three views of a picture in one step; a step has one"] =
            ["timm JsdCrossEntropy(num_splits=3, alpha=12, smoothing=0.1), labels of rows 0 and 1"],
    };

    // Temperature, and the share of the softened logits beside that of the labels.
    private static readonly Dictionary<string, (double Temperature, double Share)> Distillations = new()
    {
        ["distillation, T = 4: kl_div(log_softmax(student / T), softmax(teacher / T), 'batchmean') * T * T"] = (4, 1),
        ["distillation, alpha 0.7: 0.7 * the above + 0.3 * cross_entropy(student, labels)"] = (4, 0.7),
        ["kl_div(..., log_target=True, 'batchmean') of T = 1"] = (1, 1),
    };

    [Fact]
    public void Values_and_gradients_are_those_of_torch_and_timm_and_what_is_not_tried_is_named()
    {
        using var json = Shared.Json("fixtures", "training", "torch_losses.json");
        var entries = json.RootElement.GetProperty("losses").EnumerateArray().ToList();
        var all = Losses.Keys.Concat(Distillations.Keys).Concat(LeftOut.Values.SelectMany(names => names));
        Assert.Equal(entries.Select(entry => entry.GetProperty("loss").GetString()!).Order(), all.Order());
        int[] labels = [.. json.RootElement.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32())];
        foreach (var entry in entries)
            if (Losses.TryGetValue(entry.GetProperty("loss").GetString()!, out var tried))
                Compare(entry, logits => tried.Loss.PerSample(Target(tried.Target, labels), logits));
    }

    // 'graft distill' minimises the cross-entropy to the teacher's softened probabilities: their divergence but for the teacher's own
    // entropy, on which no weight has an influence. So gradients are the same.
    [Fact]
    public void A_student_is_drawn_to_its_teacher_as_in_torch()
    {
        using var json = Shared.Json("fixtures", "training", "torch_losses.json");
        int[] labels = [.. json.RootElement.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32())];
        foreach (var entry in json.RootElement.GetProperty("losses").EnumerateArray())
            if (Distillations.TryGetValue(entry.GetProperty("loss").GetString()!, out var how))
            {
                Compare(entry, logits => Distilled(logits, how, labels, new KLDivergence()));
                Compare(entry, logits => Distilled(logits, how, labels, new CategoricalCrossentropy()), gradientAlone: true);
            }
    }

    private static torch.Tensor Distilled(torch.Tensor logits, (double Temperature, double Share) how, int[] labels, Loss loss)
    {
        var teacher = torch.tensor(Formula.Unit("training/losses/teacher", 30), 6, 5).Times(4 / how.Temperature).softmax(-1);
        var softened = logits.Times(1 / how.Temperature).softmax(-1);
        return loss.PerSample(teacher, softened).Times(how.Share * how.Temperature * how.Temperature)
            .Plus(Logits.PerSample(Target("one-hot", labels), logits).Times(1 - how.Share));
    }

    private static void Compare(JsonElement entry, Func<torch.Tensor, torch.Tensor> loss, bool gradientAlone = false)
    {
        using var scope = torch.NewDisposeScope();
        var logits = torch.tensor(Formula.Unit("training/losses/logits", 30), 6, 5).Times(4).requires_grad_();
        var mean = loss(logits).mean();
        mean.backward();
        if (!gradientAlone)
            Assert.Equal(entry.GetProperty("value").GetSingle(), mean.item<float>(), 1e-5 * mean.item<float>());
        float[] gradient =
        [
            .. entry.GetProperty("gradient").EnumerateArray()
                .SelectMany(row => row.EnumerateArray().Select(value => value.GetSingle())),
        ];
        Close.Absolute(gradient, logits.grad!.contiguous().data<float>().ToArray(), 2e-6, entry.GetProperty("loss").GetString()!);
    }

    private static torch.Tensor Target(string form, int[] labels) => form switch
    {
        "soft" => torch.tensor(Formula.Unit("training/losses/soft", 30), 6, 5).Times(3).softmax(-1),
        "multilabel" => torch.tensor(Formula.Unit("training/losses/multilabel", 30), 6, 5).IsAbove(0).to_type(torch.float32),
        _ => torch.nn.functional.one_hot(torch.tensor(labels, torch.int64), 5).to_type(torch.float32),
    };
}
