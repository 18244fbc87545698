using System.Text;
using Graft.Data.Augmentation;
using Graft.Planning;
using Graft.Runtime.Heads;
using Graft.Trunk;

namespace Graft.Tests.Planning;

public sealed class RecipeTests
{
    [Fact]
    public void A_recipe_is_the_same_after_writing_and_reading()
    {
        var recipe = new Recipe { Backbone = "vgg16.keras", InputSize = (96, 128), Head = "dense:512,256", Seed = 7, Shots = 10, LearningRate = 3e-4 };
        var found = recipe with
        {
            Head = "discriminant",
            Taps = "blocks",
            Discriminant = new DiscriminantRecipe { Last = new(0.2, 0.3), BlocksMirrored = new(0.05, 1.0 / 3) },
            Logistic = new LogisticRecipe(0.1, 0.7),
            FineTune = "3",
            FineTuning = new FineTuneRecipe { Epochs = 7, EndAfter = 5, Mirror = false, Views = 4 },
            Augment = AugmentationPreset.Light,
        };

        Assert.Equal(recipe, Recipe.Parse(recipe.ToJson()));
        Assert.Equal(found, Recipe.Parse(found.ToJson()));
    }

    [Fact]
    public void Everything_that_cannot_be_followed_is_named_at_once()
    {
        var recipe = new Recipe
        {
            Backbone = "vgg16.keras",
            Epochs = 0,
            BatchSize = -1,
            LearningRate = 0,
            Head = "forest",
            Taps = "first",
            Dropout = 1,
            InputSize = 0,
            Precision = Precision.Int8,
            Discriminant = new DiscriminantRecipe { Last = new(0, 1) },
            Logistic = new LogisticRecipe(-1, 1),
            FineTune = "some",
            FineTuning = new FineTuneRecipe
            {
                Epochs = 0,
                EndAfter = 0,
                LearningRate = 0,
                LayerDecay = 0,
                LabelSmoothing = 1,
                Patience = 0,
                Views = 0,
            },
        };

        var message = Assert.Throws<RecipeException>(recipe.Check).Message;

        Assert.All(
            [
                "epochs", "batch size", "learning rate", "'forest'", "'first'", "discriminant head", "logistic head", "dropout",
                "input size", "int8", "'some'", "fine-tuning epochs is 0", "after epoch 0", "fine-tuning learning rate",
                "layer decay is 0", "fine-tuning label smoothing", "fine-tuning patience", "number of views",
            ],
            word => Assert.Contains(word, message));
    }

    [Fact]
    public void What_a_recipe_does_not_say_has_its_default() => Assert.Equal(
        new Recipe { Backbone = "vgg16.keras", FineTune = "2", FineTuning = new FineTuneRecipe { Epochs = 3 } },
        Recipe.Parse("""{"backbone": "vgg16.keras", "fineTune": "2", "fineTuning": {"epochs": 3}}"""u8));

    [Theory]
    [InlineData("{", "not valid JSON (line 1)")]
    [InlineData("{\n\"backbone\": \"vgg16.keras\",\n\"epochs\": 3x\n}", "not valid JSON (line 3)")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("""{"backbone": "vgg16.keras", "head": null}""", "'head' is of the wrong kind")]
    [InlineData("""{"backbone": "vgg16.keras", "backbone": "vgg19.keras"}""", "twice")]
    [InlineData("null", "empty")]
    [InlineData("""{"epochs": 3}""", "does not say the 'backbone'")]
    [InlineData("""{"backbone": "vgg16.keras", "epoch": 3}""", "'epoch' is nothing that a recipe says; near it is 'epochs'")]
    [InlineData("""{"backbone": "vgg16.keras", "epochs": "three"}""", "'epochs' is of the wrong kind")]
    [InlineData(
        """{"backbone": "vgg16.keras", "magic": 1, "fineTuning": {"patients": 3}, "discriminant": {"laste": null}}""",
        "'magic' is nothing", "near it is 'fineTuning.patience'", "near it is 'discriminant.last'")]
    public void What_is_no_recipe_is_refused_in_words_of_our_own(string json, params string[] told)
    {
        var message = Assert.Throws<RecipeException>(() => Recipe.Parse(Encoding.UTF8.GetBytes(json))).Message;
        Assert.All(told, part => Assert.Contains(part, message));
        Assert.DoesNotContain("JSON value", message);
        Assert.DoesNotContain("Graft.Planning", message);
    }

    [Theory]
    [InlineData("linear", new int[0])]
    [InlineData("dense:256", new[] { 256 })]
    [InlineData("dense:512,256", new[] { 512, 256 })]
    public void A_head_is_read_from_its_words(string words, int[] units) => Assert.Equal(units, HeadDesign.Parse(words).HiddenUnits);

    [Theory]
    [InlineData("")]
    [InlineData("Linear")]
    [InlineData("dense")]
    [InlineData("dense:")]
    [InlineData("dense:0")]
    [InlineData("dense:256,")]
    [InlineData("dense: 256")]
    [InlineData("dense:999999")]
    public void Other_words_name_no_head(string words) => Assert.Throws<RecipeException>(() => HeadDesign.Parse(words));
}
