using Graft.Runtime.Bundles;

namespace Graft.Runtime.Tests.Bundles;

public sealed class ModelCardTests
{
    [Fact]
    public void A_card_says_what_a_user_must_know()
    {
        var card = ModelCard.Of(Samples.Configuration);
        foreach (var fact in new[]
        {
            "pipeline_tag: image-classification", "4 classes", "`Löwenzahn`",
            "| validation | 40 | 0.9250 | 0.2100 |", "| test | 50 | 0.9000 | 0.3333 |",
            "`mobilenet_0.75.keras`", "`mobilenet_7_5_224_tf_no_top.h5`", "`00ff`", "Apache-2.0", "`dense:256`", "2 to train on",
            "160 x 192", "200 pixels (bicubic)", "blue, green, red", "255 becomes 255", "(103.939, 116.779, 123.68)", "(1, 2, 0.1)",
            "ImageClassifier.Open",
        })
            Assert.Contains(fact, card);
        Assert.DoesNotContain('\r', card);
    }

    [Fact]
    public void A_card_says_that_a_licence_forbids_commercial_use_and_nothing_of_the_kind_where_it_does_not()
    {
        var weights = Samples.Configuration.Backbone!.Weights!;
        var card = ModelCard.Of(Under("CC-BY-NC-4.0"));
        Assert.Contains("\ntags: [graft, onnx]\nlicense: cc-by-nc-4.0\n---\n", card);
        Assert.Contains("## Licence", card);
        Assert.Contains("under `CC-BY-NC-4.0`, which forbids commercial use", card);
        Assert.Contains("<https://creativecommons.org/licenses/by-nc/4.0/legalcode>", card);
        // What is no identifier is no line of the card's head.
        Assert.DoesNotContain("license:", ModelCard.Of(Under("non-commercial\ntags: [x]")));
        Assert.All([Under("Apache-2.0"), Under(null)], one => Assert.DoesNotContain("commercial", ModelCard.Of(one)));

        BundleConfiguration Under(string? licence) => Samples.Configuration with
        {
            Backbone = new BackboneIdentity("net.timm", weights with { Licence = licence }),
        };
    }

    [Fact]
    public void A_name_cannot_break_out_of_its_place()
    {
        var card = ModelCard.Of(Samples.Configuration with { Labels = ["a``` `b`\n# heading", "b"] });
        Assert.DoesNotContain("\n# heading", card);
        Assert.Contains("0. ``` a''' `b` # heading ```", card);
    }

    [Fact]
    public void A_thousand_classes_do_not_make_an_endless_card()
    {
        var card = ModelCard.Of(Samples.Configuration with { Labels = [.. Enumerable.Range(0, 1000).Select(i => $"class {i}")] });
        Assert.Contains("1000 classes", card);
        Assert.Contains("and 800 more", card);
        Assert.DoesNotContain("`class 200`", card);
    }

    [Fact]
    public void A_model_that_is_no_classifier_has_a_card_too()
    {
        var card = ModelCard.Of(new BundleConfiguration { CreatedBy = "Graft 0.1.0", Task = BundleTask.Model });
        Assert.Contains("# Model", card);
        Assert.DoesNotContain("pipeline_tag", card);
        Assert.DoesNotContain("## Classes", card);
        Assert.DoesNotContain("ImageClassifier", card);
    }
}
