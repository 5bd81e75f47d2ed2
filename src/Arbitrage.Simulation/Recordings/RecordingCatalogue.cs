using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Recordings;

/// <summary>
/// Reads `mapping.json`, which says what recorded venue stands for which of ours, and the scenarios it lists. Only scenarios of best
/// bid and ask that are not relabelled can be read: another venue's prices would give figures that say nothing about ours.
/// </summary>
public sealed class RecordingCatalogue
{
    private const string MappingName = "mapping.json";

    private readonly string _directory, _mapping, _text;
    private readonly List<JsonElement> _scenarios;

    private RecordingCatalogue(string directory, string mapping, string text, List<JsonElement> scenarios) =>
        (_directory, _mapping, _text, _scenarios) = (directory, mapping, text, scenarios);

    /// <summary>Ids of all scenarios, as listed.</summary>
    public IReadOnlyList<string> Scenarios => [.. _scenarios.Select(s => Text(s, "id"))];

    /// <summary>Opens a directory with a `mapping.json`.</summary>
    /// <exception cref="RecordingException">Missing, not JSON, or without scenarios.</exception>
    public static RecordingCatalogue Open(string directory)
    {
        var mapping = Path.Combine(directory, MappingName);
        if (!Directory.Exists(directory))
            throw new RecordingException($"{directory}: no such directory; name the one that holds {MappingName}.", isMissing: true);
        if (!File.Exists(mapping))
            throw new RecordingException($"{mapping}: no such file; name the directory that holds it.", isMissing: true);
        var text = File.ReadAllText(mapping);
        try
        {
            var root = JsonDocument.Parse(text).RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("scenarios", out var scenarios)
                || scenarios.ValueKind != JsonValueKind.Array)
                throw new RecordingException($"{mapping}: line 1: key 'scenarios' is missing; it has to be a list of scenarios.");
            var catalogue = new RecordingCatalogue(directory, mapping, text, [.. scenarios.EnumerateArray()]);
            _ = catalogue.Scenarios;
            return catalogue;
        }
        catch (JsonException e)
        {
            throw new RecordingException($"{mapping}: line {e.LineNumber + 1}: not JSON; correct the text there.");
        }
    }

    /// <summary>Reads one scenario.</summary>
    /// <exception cref="RecordingException">Unknown, of a kind that cannot be replayed, or its files are missing or wrong.</exception>
    public Recording Load(string id)
    {
        var scenario = _scenarios.FirstOrDefault(s => Text(s, "id") == id);
        if (scenario.ValueKind == JsonValueKind.Undefined)
            throw new RecordingException($"{_mapping}: no scenario '{id}'; choose one of {string.Join(", ", Scenarios)}.");
        if (scenario.TryGetProperty("relabelled", out var relabelled) && relabelled.ValueKind == JsonValueKind.True)
            throw Wrong(id, "relabelled", "the quotes are another venue's; choose a scenario that is not relabelled.");
        var folder = Text(scenario, "folder", id);
        if (!scenario.TryGetProperty("legs", out var legs) || legs.ValueKind != JsonValueKind.Object)
            throw Wrong(id, "legs", "it has to name the file of each venue, or null.");
        var quotes = new List<RecordedQuote>();
        var venues = ImmutableArray.CreateBuilder<Venue>();
        foreach (var venue in Domain.Markets.Venues.All)
        {
            if (!legs.TryGetProperty(venue.Key(), out var leg) || leg.ValueKind == JsonValueKind.Null)
                continue;
            var file = Text(leg, "file", id);
            venues.Add(venue);
            quotes.AddRange(new QuoteFile(Path.Combine(_directory, folder, file), Columns(leg, id)).Read(venue));
        }

        if (quotes.Count == 0)
            throw Wrong(id, "legs", "no venue has a quote; name at least one file.");
        return new(id, SymbolOf(folder, id), venues.ToImmutable(), [.. quotes.OrderBy(q => q.At).ThenBy(q => q.Venue)]);
    }

    // `f_usdt_2025-10-18`: base, quote, date.
    private Symbol SymbolOf(string folder, string id)
    {
        var parts = folder.ToUpperInvariant().Split('_');
        try
        {
            return new($"{parts[0]}_{parts.ElementAtOrDefault(1)}");
        }
        catch (FormatException)
        {
            throw Wrong(id, "folder", $"'{folder}' has to begin with the symbol, for example btc_usdt_2025-01-31.");
        }
    }

    private (string Bid, string Ask) Columns(JsonElement leg, string id)
    {
        if (!leg.TryGetProperty("columns", out var columns))
            return ("bid_price", "ask_price");
        return columns.ValueKind == JsonValueKind.Array && columns.GetArrayLength() == 2
            ? (columns[0].ToString(), columns[1].ToString())
            : throw Wrong(id, "columns", "it has to be a list of two names, bid and ask.");
    }

    private string Text(JsonElement of, string key, string? id = null) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw Wrong(id, key, "it has to be a text.");

    private RecordingException Wrong(string? id, string key, string remedy) =>
        new($"{_mapping}: line {LineOf(id)}: {(id is null ? "" : $"scenario '{id}', ")}key '{key}': {remedy}");

    private int LineOf(string? id)
    {
        var at = id is null ? -1 : _text.IndexOf($"\"{id}\"", StringComparison.Ordinal);
        return at < 0 ? 1 : _text.AsSpan(0, at).Count('\n') + 1;
    }
}
