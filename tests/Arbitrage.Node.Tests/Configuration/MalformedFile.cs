using System.Text;

namespace Arbitrage.Node.Tests.Configuration;

/// <summary>
/// A file of `Malformed` with what it says about itself in its first comments: `# expect:` a whole message (one a problem, in order), `# earlier:`
/// a file of `Malformed/earlier` that is read before it, `# schema: silent` when an editor's schema cannot see what is wrong.
/// </summary>
internal sealed record MalformedFile(string Path, IReadOnlyList<string> Expected, string? Earlier, bool SchemaObjects)
{
    public static string Folder { get; } = System.IO.Path.Combine(Repository.Root, "tests", "Arbitrage.Node.Tests", "Configuration", "Malformed");

    public static IEnumerable<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.yaml").Select(f => System.IO.Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    public static MalformedFile Of(string name)
    {
        var path = System.IO.Path.Combine(Folder, name + ".yaml");
        var head = File.ReadLines(path, Encoding.Latin1).TakeWhile(l => l.StartsWith("# ", StringComparison.Ordinal)).ToArray();
        return new(path, [.. Said(head, "expect")], Said(head, "earlier").SingleOrDefault(), !Said(head, "schema").Contains("silent"));
    }

    private static IEnumerable<string> Said(string[] head, string what) =>
        head.Where(l => l.StartsWith($"# {what}: ", StringComparison.Ordinal)).Select(l => l[(what.Length + 4)..]);
}
