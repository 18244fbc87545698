using System.Diagnostics;

namespace Graft.Bench.Processes;

/// <summary>The command line by the script that people type; its first run builds it.</summary>
internal static class GraftScript
{
    private static string Path
    {
        get
        {
            var name = OperatingSystem.IsWindows() ? "graft.cmd" : "graft";
            for (var place = new DirectoryInfo(AppContext.BaseDirectory); place is not null; place = place.Parent)
                if (File.Exists(System.IO.Path.Combine(place.FullName, "Graft.slnx")))
                    return System.IO.Path.Combine(place.FullName, name);
            throw new InvalidOperationException($"The script {name} is not above {AppContext.BaseDirectory}.");
        }
    }

    /// <summary>Runs it to its end; what it says beside its results goes to the screen.</summary>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public static string Run(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path) { RedirectStandardOutput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"graft {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}.");
    }
}
