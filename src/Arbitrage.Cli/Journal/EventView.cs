using System.Text.Json;
using System.Text.Json.Nodes;
using Arbitrage.Actors.Journal;

namespace Arbitrage.Cli.Journal;

/// <summary>Events as `tail` and `show` print them.</summary>
internal static class EventView
{
    private const int IdWidth = 24;

    /// <summary>Options of everything printed as JSON.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The same over several lines.</summary>
    public static readonly JsonSerializerOptions Indented = new(Json) { WriteIndented = true, NewLine = "\n" };

    /// <summary>One event as an object.</summary>
    public static JsonObject ToJson(StoredEvent stored)
    {
        var made = new JsonObject
        {
            ["ordering"] = stored.Ordering,
            ["persistenceId"] = stored.PersistenceId,
            ["sequence"] = stored.Sequence,
            ["at"] = EventJson.Time(stored.At),
            ["manifest"] = stored.Manifest,
            ["event"] = EventJson.Of(stored.Read()),
        };
        if (stored.Link.Length > 0)
            made["link"] = Convert.ToHexStringLower(stored.Link.Span);
        return made;
    }

    /// <summary>One event as a line: time, actor, number, what it is, what is in it.</summary>
    /// <param name="stored">The event.</param>
    /// <param name="width">Longest line; zero for any.</param>
    public static string Line(StoredEvent stored, int width = 0)
    {
        var happened = stored.Read();
        var line = FormattableString.Invariant(
            $"{stored.At.UtcDateTime:HH:mm:ss.fff}  {stored.PersistenceId,-IdWidth} {stored.Sequence,6}  {happened.GetType().Name,-18} {EventJson.Line(EventJson.Of(happened))}");
        return width > 1 && line.Length > width ? line[..(width - 1)] + "…" : line;
    }
}
