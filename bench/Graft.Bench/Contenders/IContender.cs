namespace Graft.Bench.Contenders;

/// <summary>One stack with one piece of work, ready to run.</summary>
internal interface IContender : IDisposable
{
    /// <summary>What stands in the table.</summary>
    string Title { get; }

    /// <summary>Samples that one run works through.</summary>
    int Samples { get; }

    /// <summary>Multiplications with additions for one sample; 0 where the work is more than a network's inference.</summary>
    long MultiplyAdds { get; }

    /// <summary>Whether numbers of fewer than 32 bits are used on the way, so that results only resemble the exact
    /// ones.</summary>
    bool IsReduced => false;

    /// <summary>Does the work once, from arrays to arrays.</summary>
    void Run();

    /// <summary>Some of what it computes, to be compared with the others; empty where there is nothing to compare.</summary>
    IReadOnlyList<float> Check();
}
