using Graft;
using Graft.Backbones;
using Graft.Layers;

// Load a pre-trained model without the classifier layers
var backbone = Vgg16.Load(weights: "imagenet", includeTop: false, inputShape: (150, 150, 3));

// Freeze the convolutional base
foreach (var layer in backbone.Layers)
    layer.Trainable = false;

// Add custom classification layers
var x = new Flatten().Apply(backbone.Output);
x = new Dense(256, activation: "relu").Apply(x);
var predictions = new Dense(10, activation: "softmax").Apply(x);

// Compile the new model
var model = new Model(backbone.Input, predictions);
model.Compile(optimizer: "adam", loss: "categorical_crossentropy", metrics: ["accuracy"]);

model.Summary();   // 16,814,666 parameters: 2,099,978 trainable, 14,714,688 not

// Open a folder of pictures with ten folders in it, one for each class; prepare them as the backbone's weights want it
if (args is not [var folder])
{
    Console.Error.WriteLine("Name a folder of pictures that has ten folders in it, one for each class.");
    return 2;
}
using var pictures = PictureDataset.Open(folder, ((Input)backbone.Layers[0]).Preprocessing!);
if (pictures.ClassNames.Count != 10)
{
    var names = string.Join(", ", pictures.ClassNames);
    Console.Error.WriteLine($"The network above has 10 classes, but '{folder}' has {pictures.ClassNames.Count}: {names}.");
    return 1;
}

// Train the new layers
model.Fit(pictures.Train, epochs: 10, validationData: pictures.Validation, log: Console.Out);

// Say what the pictures show that training has not seen
var probabilities = model.Predict(pictures.Test);
for (var i = 0; i < pictures.Test.Count; i++)
{
    var (name, probability) = pictures.ClassNames.Zip(probabilities[i].ToArray()).MaxBy(pair => pair.Second);
    Console.WriteLine(FormattableString.Invariant($"{pictures.Test.Pictures[i]}: {name} {probability:P1}"));
}
return 0;
