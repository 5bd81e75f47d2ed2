using System.Text.Json;
using Arbitrage.Tests.Shared;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>Recordings of other projects: requests that clients send, replies that venues give.</summary>
internal static class Fixtures
{
    /// <summary>JSON body of a recorded REST exchange: below method, path and "signed".</summary>
    public static string Reply(string file) =>
        string.Join('\n', File.ReadAllLines(SharedFiles.PathOf($"exchanges/fixtures/{file}.txt")).Skip(3));

    /// <summary>The frame that the venue pushes in a recorded subscription.</summary>
    public static string Push(string file)
    {
        var text = File.ReadAllText(SharedFiles.PathOf($"exchanges/fixtures/{file}.txt"));
        return text[(text.IndexOf("\n= ", StringComparison.Ordinal) + 3)..];
    }

    /// <summary>A recorded request by its description.</summary>
    public static JsonElement Request(string file, string description)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedFiles.PathOf($"exchanges/fixtures/ccxt/{file}.json")));
        return document.RootElement.EnumerateArray().Single(c => c.GetProperty("description").GetString() == description).Clone();
    }

    public static string Path(this JsonElement request) => new Uri(request.GetProperty("url").GetString()!).AbsolutePath;

    public static Dictionary<string, string> Query(this JsonElement request) => Query(new Uri(request.GetProperty("url").GetString()!).Query);

    public static Dictionary<string, string> Query(string text) => text.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Split('=')).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]), StringComparer.Ordinal);

    /// <summary>Fields as text: a number and the text of the same number are the same.</summary>
    public static Dictionary<string, string> Fields(JsonElement body) =>
        body.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString(), StringComparer.Ordinal);

    public static Dictionary<string, string> Fields(string body)
    {
        using var document = JsonDocument.Parse(body);
        return Fields(document.RootElement);
    }

    public static Dictionary<string, string> Without(this IReadOnlyDictionary<string, string> fields, params string[] names) =>
        fields.Where(f => !names.Contains(f.Key, StringComparer.Ordinal)).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
}
