using Graft.Engine;
using static TorchSharp.torch;

namespace Graft.Tests.Engine;

public sealed class ArithmeticTests
{
    // With the operators of TorchSharp 0.107 this fails in about every second run, by an error or a wrong sum.
    [Fact]
    public async Task Numbers_last_until_libtorch_has_read_them_whenever_garbage_is_collected()
    {
        var done = false;
        var collecting = Task.Run(() =>
        {
            while (!Volatile.Read(ref done))
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        }, TestContext.Current.CancellationToken);
        try
        {
            using var values = zeros(4);
            for (var i = 0; i < 10_000; i++)
            {
                using var sum = values.Plus(i);
                using var product = sum.Times(2);
                using var both = product.Plus(sum, 0.5);
                Assert.Equal(2.5f * i, both.ReadCpuSingle(3));
            }
        }
        finally
        {
            Volatile.Write(ref done, true);
            await collecting;
        }
    }
}
