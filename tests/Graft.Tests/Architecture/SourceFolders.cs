using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Graft.Tests.Architecture;

/// <summary>
/// Which folder of its project each type stands in, from what the compiler wrote into the assembly's portable PDB. The namespace
/// does not say it: types of the namespace <c>Graft</c> itself lie in the folders that they belong to.
/// </summary>
internal static class SourceFolders
{
    // The compiler names the source file of a type without method bodies under this kind of record.
    private static readonly Guid TypeDefinitionDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    /// <summary>The first folder below the project's, by the full name of each type that is not nested.</summary>
    public static IReadOnlyDictionary<string, string> Of(Assembly assembly)
    {
        using var pdb = MetadataReaderProvider.FromPortablePdbStream(
            File.OpenRead(Path.ChangeExtension(assembly.Location, ".pdb")));
        using var image = new PEReader(File.OpenRead(assembly.Location));
        var (source, types) = (pdb.GetMetadataReader(), image.GetMetadataReader());
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var handle in types.TypeDefinitions)
        {
            var type = types.GetTypeDefinition(handle);
            var name = (types.GetString(type.Namespace) is { Length: > 0 } space ? space + "." : "") + types.GetString(type.Name);
            if (type.GetDeclaringType().IsNil
                && Documents(source, handle, type).Select(
                    path => Folder(path, assembly)).OfType<string>().FirstOrDefault() is { } folder)
                folders[name] = folder;
        }
        return folders;
    }

    private static IEnumerable<string> Documents(MetadataReader source, TypeDefinitionHandle handle, TypeDefinition type)
    {
        foreach (var record in source.GetCustomDebugInformation(handle).Select(source.GetCustomDebugInformation))
        {
            if (source.GetGuid(record.Kind) != TypeDefinitionDocuments)
                continue;
            var rows = source.GetBlobReader(record.Value);
            while (rows.RemainingBytes > 0)
                yield return Name(source, MetadataTokens.DocumentHandle(rows.ReadCompressedInteger()));
        }
        foreach (var method in type.GetMethods())
            if (source.GetMethodDebugInformation(method.ToDebugInformationHandle()).Document is { IsNil: false } document)
                yield return Name(source, document);
    }

    private static string Name(MetadataReader source, DocumentHandle document) =>
        source.GetString(source.GetDocument(document).Name).Replace('\\', '/');

    // Generated sources lie below obj/ and belong to nobody.
    private static string? Folder(string path, Assembly assembly)
    {
        var root = $"/src/{assembly.GetName().Name}/";
        var start = path.LastIndexOf(root, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var below = path[(start + root.Length)..].Split('/');
        return below is ["obj", ..] ? null : below.Length == 1 ? "" : below[0];
    }
}
