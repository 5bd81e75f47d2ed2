using System.Text.Json;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>Requests field by field.</summary>
internal static class Fixtures
{
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
