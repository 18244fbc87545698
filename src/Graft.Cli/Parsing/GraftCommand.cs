using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using Graft.Cli.Output;
using Graft.Cli.Verbs;

namespace Graft.Cli.Parsing;

/// <summary>The word <c>graft</c> itself: its verbs, and the options that every verb knows.</summary>
internal sealed class GraftCommand : RootCommand
{
    public GraftCommand(Terminal terminal)
        : base("Transfer learning for .NET: from a folder of pictures to a picture classifier.")
    {
        HelpName = "graft";
        Directives.Clear();
        Add(Json);
        Add(Verbose);
        Add(new DemoVerb(terminal, Json));
        Add(new TrainVerb(terminal, Json));
        Add(new PretrainVerb(terminal, Json));
        Add(new DistillVerb(terminal, Json));
        Add(new CompareVerb(terminal, Json));
        Add(new PredictVerb(terminal, Json));
        Add(new EvaluateVerb(terminal, Json));
        Add(new TeachVerb(terminal, Json));
        Add(new RecommendVerb(terminal, Json));
        Add(new FeaturesVerb(terminal, Json));
        Add(new AugmentVerb(terminal, Json));
        Add(new ExportVerb(terminal, Json));
        Add(new SummaryVerb(terminal, Json));
        Add(new BackbonesVerb(terminal, Json));
        Add(new PullVerb(terminal, Json));
        Add(new WeightsVerb(terminal, Json));
        Add(new CacheVerb(terminal, Json));
        Add(new DoctorVerb(terminal, Json));
        foreach (var option in Options)
            option.Action = option switch
            {
                HelpOption { Action: HelpAction layout } => new HelpWithExamples(layout),
                VersionOption => new PrintVersion(),
                _ => option.Action,
            };
    }

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Print the result as one JSON document.",
        Arity = ArgumentArity.Zero,
        Recursive = true,
    };

    public Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Say more about what is done.",
        Arity = ArgumentArity.Zero,
        Recursive = true,
    };

    public static string Version { get; } =
        typeof(GraftCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"graft {Version}");
            return ExitCode.Done;
        }
    }
}
