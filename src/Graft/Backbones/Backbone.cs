using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;
using Graft.Weights;
using Graft.Weights.Downloads;

namespace Graft.Backbones;

/// <summary>Makes a backbone's graph without its weights.</summary>
/// <param name="inputShape">Height, width and channels.</param>
/// <param name="includeTop">Whether the classifier is part of it.</param>
/// <param name="preprocessing">How pictures become inputs.</param>
internal delegate Model BackboneBuilder(Shape inputShape, bool includeTop, Preprocessing? preprocessing);

/// <summary>A published network: its graph and one set of its weights.</summary>
public sealed class Backbone
{
    private const int Colours = 3;

    private readonly BackboneBuilder build;
    private readonly bool fixedTopSize;
    private readonly Lazy<long> parameters;

    /// <param name="build">Makes the graph.</param>
    /// <param name="fixedTopSize">Whether the classifier takes the trained size alone.</param>
    /// <param name="parameters">The number of weights without the classifier; null to count them when they are asked for.</param>
    internal Backbone(BackboneBuilder build, bool fixedTopSize, Lazy<long>? parameters = null)
    {
        (this.build, this.fixedTopSize) = (build, fixedTopSize);
        this.parameters = parameters
            ?? new Lazy<long>(() => build(DefaultShape, false, null).Weights.Sum(weight => weight.Count));
    }

    /// <summary>The name by which it is chosen, in lower case with its source: <c>vgg16.keras</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name with the tag of its weights, which <see cref="Name"/> leaves out of a publisher's default entry.</summary>
    internal string TaggedName => Name.EndsWith($".{Weights.Tag}.{Weights.Source}", StringComparison.Ordinal)
        ? Name
        : $"{Name[..^(Weights.Source.Length + 1)]}.{Weights.Tag}.{Weights.Source}";

    /// <summary>What all trainings of this network at one size have in common: the name without its tag, and the size.</summary>
    internal string Graph =>
        $"{TaggedName[..^(Weights.Tag.Length + Weights.Source.Length + 2)]}.{Weights.Source}, {DefaultShape}";

    /// <summary>The family that it belongs to: <c>vgg</c>.</summary>
    public required string Family { get; init; }

    /// <summary>The weights: file, address, hash, licence, preprocessing.</summary>
    public required WeightsEntry Weights { get; init; }

    /// <summary>The smallest height and width that it takes without its classifier, in pixels.</summary>
    public required int MinimumSize { get; init; }

    /// <summary>Whether it takes the size alone that it was trained with, with or without its classifier.</summary>
    internal bool TakesItsSizeAlone { get; init; }

    /// <summary>What height and width must be multiples of, in pixels.</summary>
    internal int SizeStep { get; init; } = 1;

    /// <summary>
    /// Of a network whose last values are steps, not a map: the first of those whose mean stands for the picture, and how many
    /// (null: all from there on). Mostly the class token.
    /// </summary>
    internal (int Start, int? Count)? PooledSteps { get; init; }

    /// <summary>Number of channels of its last map, or of its last steps.</summary>
    public required int Features { get; init; }

    /// <summary>
    /// The names of the layers that end its blocks, from the input on, without the classifier; the last is its output.
    /// </summary>
    public required IReadOnlyList<string> Blocks { get; init; }

    /// <summary>Puts right what the published files hold otherwise than the layers expect; null where nothing is.</summary>
    internal Action<Model>? Correct { get; init; }

    /// <summary>
    /// The layer whose output the publisher's last dense layer is fed; null where that is what <see cref="Pool"/> makes of the
    /// last block's output. It is a part of the classifier.
    /// </summary>
    public string? ClassifierInput { get; init; }

    /// <summary>Its classifier, where it can have another number of classes than the published one; else null.</summary>
    internal BackboneClassifier? Classifier { get; init; }

    /// <summary>Whether its weights are adapted to inputs of another number of channels than three.</summary>
    internal bool TakesAnyChannels { get; init; }

    /// <summary>Number of weights without the classifier.</summary>
    public long Parameters => parameters.Value;

    /// <summary>The shape of the pictures that it was trained with.</summary>
    public Shape DefaultShape => new(Weights.Preprocessing.InputHeight, Weights.Preprocessing.InputWidth, Colours);

    /// <summary>Makes the network and reads its weights.</summary>
    /// <param name="options">With or without classifier, input size, where the weights come from.</param>
    /// <param name="progress">Is told how far a download is.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <exception cref="ArgumentException">The input's shape does not fit.</exception>
    /// <exception cref="WeightsException">
    /// The weights cannot be had, do not fit the network, or are not all numbers.
    /// </exception>
    public Model Load(
        BackboneOptions? options = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new BackboneOptions();
        var shape = CheckedShape(options);
        return options.Weights is null
            ? Make(build, shape, options.IncludeTop)
            : Read(shape, options.IncludeTop, Locate(options, progress, cancellationToken));
    }

    /// <summary>Makes the network and reads weights that were found before.</summary>
    /// <param name="options">With or without classifier, input size.</param>
    /// <param name="weights">What <see cref="Locate"/> gave.</param>
    /// <exception cref="ArgumentException">The input's shape does not fit.</exception>
    /// <exception cref="WeightsException">The weights do not fit the network, or are not all numbers.</exception>
    public Model Load(BackboneOptions options, LocatedWeights weights)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(weights);
        return Read(CheckedShape(options), options.IncludeTop, weights);
    }

    /// <summary>Finds the weights file, and downloads it if need be.</summary>
    /// <param name="options">Where the weights come from; <see cref="BackboneOptions.Weights"/> must not be null.</param>
    /// <param name="progress">Is told how far a download is.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <exception cref="WeightsException">The weights cannot be had.</exception>
    public LocatedWeights Locate(
        BackboneOptions options,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var locator = new WeightsLocator(options.Search ?? WeightsSearch.FromEnvironment());
        var given = options.Weights == BackboneOptions.Published ? null : options.Weights;
        return locator.Find(Weights, options.IncludeTop, given, progress, cancellationToken);
    }

    /// <summary>
    /// What stands for a picture: the average of a map; of steps the class token, or the mean of those that the publisher takes;
    /// a vector as it is.
    /// </summary>
    /// <param name="values">The output of one of <see cref="Blocks"/>, or of another layer.</param>
    /// <param name="name">The name of the layer that is put behind it.</param>
    public Symbol Pool(Symbol values, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Shape.IsMap)
            return new GlobalAveragePooling2D(name: name).Apply(values);
        var (start, count) = PooledSteps ?? default;
        return values.Shape.Rank == 2 ? new StepPooling(start, count, name).Apply(values) : values;
    }

    /// <summary>The same network with weights that were trained on this machine.</summary>
    /// <param name="entry">What their file says of them.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="name">What it is called.</param>
    internal Backbone Pretrained(PretrainedEntry entry, string file, string name)
    {
        return new Backbone(WithOwnClassifier, fixedTopSize: false, parameters)
        {
            Name = name,
            Family = Family,
            MinimumSize = MinimumSize,
            TakesItsSizeAlone = TakesItsSizeAlone,
            SizeStep = SizeStep,
            PooledSteps = PooledSteps,
            Features = Features,
            Blocks = Blocks,
            Weights = new WeightsEntry
            {
                Name = name,
                Source = OwnBackbones.Source,
                Tag = "pretrained",
                WithTop = new PublishedFile(file, null, null),
                Licence = entry.Licence ?? "not stated",
                Preprocessing = entry.Preprocessing,
                Classes = entry.Classes.Count,
                Labels = entry.Data,
            },
        };

        Model WithOwnClassifier(Shape shape, bool includeTop, Preprocessing? preprocessing)
        {
            var body = build(shape, false, preprocessing);
            if (!includeTop)
                return body;
            if (entry.Classes.Count == 0)
                throw new ArgumentException($"The weights in '{file}' have no classifier.");
            var pooled = Pool(body.Output, "pool");
            return new Model(body.Input, new Dense(entry.Classes.Count, name: "classifier").Apply(pooled), body.Name);
        }
    }

    /// <summary>Makes the network for a file, which may tell other classes apart than the published one.</summary>
    internal Model MakeFor(WeightsFile file, Shape shape, bool includeTop) => Make(
        includeTop && Classifier?.ClassesIn(file) is { } classes && classes != Weights.Classes ? Classifier.Build(classes) : build,
        shape, includeTop);

    private Model Make(BackboneBuilder make, Shape shape, bool includeTop) => make(
        shape, includeTop, shape.Channels == Colours ? Weights.Preprocessing.ForInput(shape[0], shape[1]) : null);

    private Model Read(Shape shape, bool includeTop, LocatedWeights weights)
    {
        using var file = WeightsFile.Open(weights.Path);
        var model = MakeFor(file, new Shape(shape[0], shape[1], Colours), includeTop);
        var report = model.LoadWeights(file, allowUnexpected: false);
        if (report.NotFinite.Count > 0)
            throw new WeightsException(
                $"'{weights.Path}' cannot be used: not all of its values are numbers ({string.Join("; ", report.NotFinite)}). "
                + "Get the file afresh.");
        Correct?.Invoke(model);
        return shape.Channels == Colours ? model : InputChannels.Adapt(model, MakeFor(file, shape, includeTop));
    }

    private Shape CheckedShape(BackboneOptions options)
    {
        var shape = options.InputShape ?? DefaultShape;
        CheckShape(shape, options.IncludeTop);
        return shape;
    }

    private void CheckShape(Shape shape, bool includeTop)
    {
        if (!shape.IsMap || (shape.Channels != Colours && !TakesAnyChannels))
            throw new ArgumentException($"'{Name}' takes pictures (height, width, {(TakesAnyChannels ? "channels" : "3")}); "
                + $"{shape} was given.");
        if (TakesItsSizeAlone && !shape.Equals(DefaultShape))
            throw new ArgumentException($"'{Name}' takes {DefaultShape[0]} x {DefaultShape[1]} pixels, and no other size; "
                + $"{shape[0]} x {shape[1]} were given.");
        if (includeTop && fixedTopSize && !shape.Equals(DefaultShape))
            throw new ArgumentException($"'{Name}' with its classifier takes {DefaultShape[0]} x {DefaultShape[1]} pixels; "
                + $"{shape[0]} x {shape[1]} were given. Without it, any size from {MinimumSize} x {MinimumSize} will do.");
        if (shape[0] < MinimumSize || shape[1] < MinimumSize)
            throw new ArgumentException($"'{Name}' takes pictures of at least {MinimumSize} x {MinimumSize} pixels; "
                + $"{shape[0]} x {shape[1]} were given.");
        if (shape[0] % SizeStep != 0 || shape[1] % SizeStep != 0)
            throw new ArgumentException($"'{Name}' takes pictures whose height and width are multiples of {SizeStep} pixels; "
                + $"{shape[0]} x {shape[1]} were given. The nearest are {Fitting(shape[0])} x {Fitting(shape[1])}.");
    }

    private int Fitting(int size) => Math.Max(1, (size + SizeStep / 2) / SizeStep) * SizeStep;
}
