namespace Graft.AcceptanceTests;

/// <summary>Runs of the program that find the published MobileNet weights and reach for no network.</summary>
internal static class PublishedWeights
{
    public const string Backbone = "mobilenet_0.25.keras";

    public static GraftProcess.Start Start(params string[] arguments) => new(arguments)
    {
        Environment =
        {
            ["GRAFT_WEIGHTS"] = Shared.Path("weights"),
            ["GRAFT_OFFLINE"] = "1",
        },
    };

    public static Task<GraftProcess> RunAsync(params string[] arguments) => GraftProcess.RunAsync(Start(arguments));
}
