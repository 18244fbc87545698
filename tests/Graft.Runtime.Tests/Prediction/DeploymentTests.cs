using System.Reflection;

namespace Graft.Runtime.Tests.Prediction;

public sealed class DeploymentTests
{
    [Fact]
    public void What_a_user_of_a_model_carries_is_small_and_has_no_libtorch()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        Assert.DoesNotContain(folder.EnumerateFiles(), file => file.Name.Contains("torch", StringComparison.OrdinalIgnoreCase));
        var native = folder.EnumerateFiles().Where(file => file.Name.StartsWith("libonnxruntime", StringComparison.Ordinal)
            || file.Name.StartsWith("libvips", StringComparison.Ordinal)
            || file.Name is "onnxruntime.dll" or "libvips-42.dll").ToList();
        Assert.NotEmpty(native);

        var bytes = native.Sum(file => file.Length) + Managed(folder).Sum(file => file.Length);

        Assert.InRange(bytes, 1, 60_000_000);
    }

    // The assemblies beside the program that Graft.Runtime refers to, through others too; the rest is the framework's.
    private static List<FileInfo> Managed(DirectoryInfo folder)
    {
        var found = new Dictionary<string, FileInfo>(StringComparer.Ordinal);
        var waiting = new Queue<Assembly>([typeof(ImageClassifier).Assembly]);
        while (waiting.TryDequeue(out var assembly))
        {
            var file = new FileInfo(Path.Combine(folder.FullName, assembly.GetName().Name + ".dll"));
            if (!file.Exists || !found.TryAdd(file.Name, file))
                continue;
            foreach (var name in assembly.GetReferencedAssemblies())
                waiting.Enqueue(Assembly.Load(name));
        }
        return [.. found.Values];
    }
}
