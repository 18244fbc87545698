using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Graft.Bench.Contenders;

namespace Graft.Bench.Processes;

/// <summary>The child process: warms its contender up, then measures whenever a line with a number of seconds comes in.</summary>
internal static class ContenderServer
{
    private const int WarmUpRuns = 2;

    public static void Serve(IContender contender, TextReader commands, TextWriter answers)
    {
        var check = contender.Check();
        for (var i = 0; i < WarmUpRuns && contender.MultiplyAdds > 0; i++)
            contender.Run();
        Answer(answers, new ContenderReady(contender.Title, contender.MultiplyAdds, contender.IsReduced, check));
        while (commands.ReadLine() is { } seconds)
            Answer(answers, Measure(contender, double.Parse(seconds, CultureInfo.InvariantCulture)));
    }

    private static Measurement Measure(IContender contender, double seconds)
    {
        var start = Stopwatch.GetTimestamp();
        var runs = 0;
        do
        {
            contender.Run();
            runs++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return new Measurement(runs, runs * contender.Samples, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static void Answer<T>(TextWriter answers, T answer)
    {
        answers.WriteLine(JsonSerializer.Serialize(answer));
        answers.Flush();
    }
}
