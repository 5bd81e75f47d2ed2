using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Arbitrage.Architecture.Tests;

/// <summary>Every member of another assembly that an assembly's code names, as `Namespace.Type::Member`, read from its metadata.</summary>
internal static class ReferencedMembers
{
    public static IReadOnlyList<string> Of(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        return [.. metadata.MemberReferences.Select(handle => Name(metadata, metadata.GetMemberReference(handle)))];
    }

    private static string Name(MetadataReader metadata, MemberReference member) =>
        $"{Parent(metadata, member.Parent)}::{metadata.GetString(member.Name)}";

    private static string Parent(MetadataReader metadata, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => Name(metadata, metadata.GetTypeReference((TypeReferenceHandle)parent)),
        HandleKind.TypeSpecification => "generic",
        _ => "own",
    };

    private static string Name(MetadataReader metadata, TypeReference type) =>
        $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
}
