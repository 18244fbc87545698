namespace Graft.Testing;

/// <summary>The source tree that the running test was built from.</summary>
public static class Checkout
{
    /// <summary>The folder that holds <c>Graft.slnx</c>, or null where the tests run without their sources.</summary>
    public static string? Root { get; } = Find();

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Graft.slnx")))
                return folder.FullName;
        return null;
    }
}
