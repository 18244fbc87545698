using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Graft.AcceptanceTests;

/// <summary>One finished run of the built program as a process of its own.</summary>
internal sealed record GraftProcess(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The one JSON document that standard output holds.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static Task<GraftProcess> RunAsync(params string[] arguments) => RunAsync(new Start(arguments));

    public static async Task<GraftProcess> RunAsync(Start start)
    {
        using var process = start.Begin();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"graft {string.Join(' ', start.Arguments)} did not end within {Patience}.");
        }
        return new(process.ExitCode, await output, await error);
    }

    /// <summary>How a run is to begin.</summary>
    internal sealed record Start(params string[] Arguments)
    {
        /// <summary>Variables on top of the test's own; null takes one away.</summary>
        public Dictionary<string, string?> Environment { get; init; } = [];

        public string? Folder { get; init; }

        public string? Input { get; init; }

        /// <summary>Another program than the one that was built with the tests.</summary>
        public string? Program { get; init; }

        public Process Begin()
        {
            var start = new ProcessStartInfo(Program ?? "dotnet")
            {
                WorkingDirectory = Folder ?? Path.GetTempPath(),
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
                StandardErrorEncoding = Encoding.UTF8,
            };
            if (Program is null)
                start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Graft.Cli.dll"));
            foreach (var argument in Arguments)
                start.ArgumentList.Add(argument);
            foreach (var (name, value) in Environment)
                start.Environment[name] = value;
            var process = Process.Start(start)!;
            process.StandardInput.Write(Input);
            process.StandardInput.Close();
            return process;
        }
    }
}
