using System.Text;
using System.Text.Json;
using Arbitrage.Tests.Shared;

namespace Arbitrage.Venues.Tests.Recorded;

/// <summary>
/// One recording: a file of JKorf's (`jkorf-gateio/spot-rest/GetOrder`), or one entry of a ccxt list (`ccxt/request-gate-spot#Spot limit buy`).
/// </summary>
internal sealed class RecordedFixture(string name)
{
    private const string Root = "exchanges/fixtures";

    private readonly string[] _lines = name.Contains('#', StringComparison.Ordinal) ? [] : File.ReadAllLines(SharedFiles.PathOf($"{Root}/{name}.txt"));

    /// <summary>All that there are, by name.</summary>
    public static IEnumerable<string> Names()
    {
        var root = SharedFiles.PathOf(Root);
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.ChangeExtension(Path.GetRelativePath(root, file), null).Replace('\\', '/');
            if (file.EndsWith(".txt", StringComparison.Ordinal))
            {
                yield return name;
            }
            else if (file.EndsWith(".json", StringComparison.Ordinal))
            {
                using var list = JsonDocument.Parse(File.ReadAllText(file));
                foreach (var entry in list.RootElement.EnumerateArray())
                    yield return $"{name}#{Title(entry)}";
            }
        }
    }

    /// <summary>True where the recordings are.</summary>
    public static bool IsThere => Directory.Exists(SharedFiles.PathOf(Root));

    public string Name => name;

    /// <summary>REST: method of the request.</summary>
    public string Method => _lines[0].Trim();

    /// <summary>REST: path with its prefix.</summary>
    public string RestPath => _lines[1].Trim();

    /// <summary>REST: whether it must be signed.</summary>
    public bool IsSigned => _lines[2].Trim() == "true";

    /// <summary>REST: what the venue answers.</summary>
    public string Reply => string.Join('\n', _lines.Skip(3));

    /// <summary>Socket: frames by their mark, `&gt;` sent, `&lt;` acknowledged, `=` pushed or answered at the end.</summary>
    public string[] Frames(char mark)
    {
        var frames = new List<StringBuilder>();
        var marks = new List<char>();
        foreach (var line in _lines.Select(line => line.TrimStart('\uFEFF')))
        {
            if (line.Length > 0 && line[0] is '>' or '<' or '=')
            {
                marks.Add(line[0]);
                frames.Add(new StringBuilder(line[1..]));
            }
            else if (frames.Count > 0)
            {
                frames[^1].Append('\n').Append(line);
            }
        }

        return [.. frames.Where((_, i) => marks[i] == mark).Select(frame => frame.ToString().Trim())];
    }

    /// <summary>ccxt: the entry.</summary>
    public JsonElement Entry
    {
        get
        {
            var parts = name.Split('#', 2);
            using var list = JsonDocument.Parse(File.ReadAllText(SharedFiles.PathOf($"{Root}/{parts[0]}.json")));
            return list.RootElement.EnumerateArray().Single(entry => Title(entry) == parts[1]).Clone();
        }
    }

    private static string Title(JsonElement entry) =>
        entry.TryGetProperty("description", out var description) ? description.GetString()!
        : entry.TryGetProperty("title", out var title) ? title.GetString()!.Split(',')[0]
        : entry.GetProperty("ccxtMethod").GetString()!;
}
