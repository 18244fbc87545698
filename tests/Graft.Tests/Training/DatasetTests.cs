using Graft.Data;
using Graft.Layers;
using Graft.Runtime.Imaging;
using Graft.Training;

namespace Graft.Tests.Training;

public sealed class DatasetTests
{
    private readonly NDArray samples = SmallData.Samples(60);

    private int[] Numbers => SmallData.Numbers(samples);

    [Fact]
    public void Pictures_train_as_the_arrays_that_they_are_read_into()
    {
        var options = new PictureDatasetOptions { Split = new DatasetOptions { Shots = 4 }, MemoryBudget = 20_000 };
        using var data = PictureDataset.Open(Shared.Path("data", "sign_language_digits.zip"), (20, 20, 3), options);
        var (fromPictures, fromArrays) = (Pictures(), Pictures());
        var history = fromPictures.Fit(data.Train, batchSize: 16, epochs: 2, validationData: data.Validation, seed: 5);
        var (train, labels) = (Read(data.Train), data.Train.Labels.ToArray());
        var (validation, validationLabels) = (Read(data.Validation), data.Validation.Labels.ToArray());
        var expected = fromArrays.Fit(
            train, labels, batchSize: 16, epochs: 2, validationData: (validation, validationLabels), seed: 5);
        Assert.Equal(expected["val_loss"], history["val_loss"]);
        Assert.Equal(SmallNetwork.Weights(fromArrays), SmallNetwork.Weights(fromPictures));
        Assert.Equal(fromArrays.Evaluate(train, labels).Loss, fromPictures.Evaluate(data.Train).Loss);
        Assert.Equal(fromArrays.Predict(train).Values, fromPictures.Predict(data.Train).Values);
    }

    [Theory]
    [InlineData("sparse_categorical_crossentropy")]
    [InlineData("categorical_crossentropy")]
    public void Classes_are_given_to_the_loss_in_the_form_that_it_wants(string loss)
    {
        var (fromDataset, fromArrays) = (SmallNetwork.Create(), SmallNetwork.Create());
        fromDataset.Compile("sgd", loss, ["accuracy"]);
        fromArrays.Compile("sgd", "sparse_categorical_crossentropy", ["accuracy"]);
        var weights = new Dictionary<int, double> { [2] = 4 };
        var history = fromDataset.Fit(new Rows(samples, Numbers, SmallData.Classes), epochs: 2, classWeights: weights);
        var expected = fromArrays.Fit(samples, Numbers, epochs: 2, classWeights: weights);
        Assert.Equal(expected["accuracy"], history["accuracy"]);
        Close.Absolute(SmallNetwork.Weights(fromArrays), SmallNetwork.Weights(fromDataset), 1e-6, "weights");
    }

    [Fact]
    public void Two_classes_fit_an_output_of_one_value()
    {
        var input = new Input(SmallData.Features);
        var model = new Model(input.Output, new Dense(1, activation: "sigmoid").Apply(input.Output));
        model.Compile("sgd", "binary_crossentropy", ["accuracy"]);
        int[] numbers = [.. Numbers.Select(number => Math.Min(number, 1))];
        var expected = model.Evaluate(samples, numbers);
        var actual = model.Evaluate(new Rows(samples, numbers, 2));
        Assert.Equal(expected.Values, actual.Values);
    }

    [Fact]
    public void Pictures_prepared_for_other_weights_are_refused()
    {
        var preprocessing = Preprocessing.Keras("caffe", 1, 2);
        var input = new Input((1, 2, 3), preprocessing: preprocessing);
        var x = new Flatten().Apply(input.Output);
        var model = new Model(input.Output, new Dense(3, activation: "softmax").Apply(x));
        model.Compile("sgd", "sparse_categorical_crossentropy");
        var right = new Rows(samples, Numbers, 3, [1, 2, 3], Preprocessing.Keras("caffe", 1, 2));
        var wrong = new Rows(samples, Numbers, 3, [1, 2, 3], Preprocessing.Keras("tf", 1, 2));
        model.Fit(right);
        Action[] uses = [() => model.Fit(wrong), () => model.Evaluate(wrong), () => model.Predict(wrong)];
        Assert.All(uses, use => Assert.Contains("preprocessing", Assert.Throws<TrainingException>(use).Message));
    }

    [Fact]
    public void A_wrong_number_of_classes_and_a_wrong_shape_are_named_at_once()
    {
        var model = SmallNetwork.Create();
        model.Compile("sgd", "sparse_categorical_crossentropy");
        var wrong = new Rows(samples, Numbers, 7, [2, 3]);
        var message = Assert.Throws<TrainingException>(() => model.Fit(wrong)).Message;
        Assert.All(["takes (None, 6)", "7 classes"], part => Assert.Contains(part, message));
    }

    private static Model Pictures()
    {
        var input = new Input((20, 20, 3));
        var x = new Rescaling(1 / 255.0).Apply(input.Output);
        x = new Conv2D(4, 3, activation: "relu").Apply(x);
        x = new GlobalAveragePooling2D().Apply(x);
        var model = new Model(input.Output, new Dense(10, activation: "softmax").Apply(x));
        model.Compile("adam", "sparse_categorical_crossentropy");
        return model;
    }

    private static NDArray Read(PicturePart part)
    {
        var array = new NDArray(new float[part.Count * 1200], part.Count, 20, 20, 3);
        part.Read([.. Enumerable.Range(0, part.Count)], array.Values, TestContext.Current.CancellationToken);
        return array;
    }

    private sealed class Rows(
        NDArray array, int[] labels, int classCount, int[]? shape = null, Preprocessing? preprocessing = null) : ILabeledSamples
    {
        public int Count => array.Count;

        public IReadOnlyList<int> Labels => labels;

        public int ClassCount => classCount;

        public IReadOnlyList<int> SampleShape => shape ?? [.. array.Shape.Skip(1)];

        public Preprocessing? Preprocessing => preprocessing;

        public void Read(ReadOnlySpan<int> rows, Span<float> values, CancellationToken cancellation = default)
        {
            for (var i = 0; i < rows.Length; i++)
                array[rows[i]].CopyTo(values[(i * SmallData.Features)..]);
        }
    }
}
