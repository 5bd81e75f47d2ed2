using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Recordings.Csv;

/// <summary>
/// Which files a scenario of `mapping.json` is made of. A leg names one file of quotes (`file`, with the `columns` of a file of several venues), minute bars
/// (`*.quote_1m.*`, `*.trade_1m.*`), whole books of several symbols (`orderbooks_{BTC,ETH}_USDT.*` with `levels`; trades lie beside), or the files
/// of a full recorder (`files`: `spot.*`).
/// </summary>
internal sealed partial class ScenarioLayout(MappingFile mapping, string id)
{
    // The texts are short; a pattern that takes this long has met something else than a mapping.
    private const int PatternTimeoutMs = 1000;

    private readonly JsonElement _scenario = mapping.Scenario(id);

    /// <summary>Another venue's quotes stand for ours.</summary>
    public bool IsRelabelled => _scenario.TryGetProperty("relabelled", out var value)
        && value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw mapping.Wrong(id, "relabelled", "it has to be true or false."),
        };

    /// <summary>Legs in the order of symbols, then venues.</summary>
    /// <exception cref="RecordingException">A key is missing or wrong, or a file is missing.</exception>
    public ImmutableArray<LegFiles> Legs()
    {
        var folder = mapping.Text(_scenario, "folder", id);
        if (!_scenario.TryGetProperty("legs", out var legs) || legs.ValueKind != JsonValueKind.Object)
            throw mapping.Wrong(id, "legs", "it has to name the file of each venue, or null.");
        var keys = Domain.Markets.Venues.All.Select(v => v.Key()).ToList();
        if (legs.EnumerateObject().Select(l => l.Name).FirstOrDefault(n => !keys.Contains(n)) is { } unknown)
            throw mapping.Wrong(id, unknown, $"no such venue; there are {string.Join(", ", keys)}.");
        var files = new List<LegFiles>();
        foreach (var venue in Domain.Markets.Venues.All)
        {
            if (!legs.TryGetProperty(venue.Key(), out var leg) || leg.ValueKind == JsonValueKind.Null)
                continue;
            if (leg.ValueKind != JsonValueKind.Object)
                throw mapping.Wrong(id, venue.Key(), "it has to be an object that names a file, or null.");
            files.AddRange(FilesOf(venue, leg, folder, legs));
        }

        return files.Count > 0
            ? [.. files.OrderBy(f => f.Symbol).ThenBy(f => f.Venue)]
            : throw mapping.Wrong(id, "legs", "no venue has a file; name at least one.");
    }

    private IEnumerable<LegFiles> FilesOf(Venue venue, JsonElement leg, string folder, JsonElement legs)
    {
        var really = mapping.OptionalText(leg, "really", id) ?? "";
        if (leg.TryGetProperty("files", out _))
            return [Counted(venue, SymbolOf(legs, folder), really, folder, mapping.Text(leg, "files", id))];
        var file = mapping.Text(leg, "file", id);
        if (file.Contains('{', StringComparison.Ordinal))
            return Books(venue, leg, folder, file);
        var path = Path.Combine(mapping.Directory, folder, file);
        var isTrades = file.Contains(".trade_1m.", StringComparison.Ordinal);
        if (isTrades || file.Contains(".quote_1m.", StringComparison.Ordinal))
        {
            var span = SpanOf(folder);
            return
            [
                new()
                {
                    Venue = venue, Symbol = SymbolOf(legs, folder), Really = really, HasSizes = !isTrades, OfTrades = isTrades,
                    Quotes = (to, tick) => new MinuteSource(path, to, span, isTrades ? tick : 0m),
                },
            ];
        }

        var columns = ColumnsOf(leg);
        var symbol = SymbolOf(legs, folder);
        return
        [
            new()
            {
                Venue = venue, Symbol = symbol, Really = really, HasSizes = columns.BidSize is not null, InContracts = IsInContracts(venue, leg, symbol),
                Quotes = (to, _) => new QuoteSource(path, to, columns),
            },
        ];
    }

    private IEnumerable<LegFiles> Books(Venue venue, JsonElement leg, string folder, string pattern)
    {
        var parts = Braces().Match(pattern);
        if (!parts.Success)
            throw mapping.Wrong(id, "file", $"'{pattern}' has to look like orderbooks_{{BTC,ETH}}_USDT.csv.gz.");
        if (!leg.TryGetProperty("levels", out var value) || value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var levels) || levels < 1)
            throw mapping.Wrong(id, "levels", "it has to be a whole number above zero.");
        foreach (var coin in parts.Groups["coins"].Value.Split(','))
        {
            var name = $"{coin}_{parts.Groups["quote"].Value}";
            var rest = $"{name}{parts.Groups["rest"].Value}";
            var books = Path.Combine(mapping.Directory, folder, $"{parts.Groups["kind"].Value}_{rest}");
            var trades = Path.Combine(mapping.Directory, folder, $"trades_{rest}");
            yield return new()
            {
                Venue = venue,
                Symbol = Named(name, "file"),
                Really = "",
                HasDepth = levels > 1,
                Quotes = (to, _) => new BookRowSource(books, to, levels),
                More = File.Exists(trades) ? [to => new TradeRowSource(trades, to)] : [],
            };
        }
    }

    private LegFiles Counted(Venue venue, Symbol symbol, string really, string folder, string pattern)
    {
        if (!pattern.EndsWith(".*", StringComparison.Ordinal))
            throw mapping.Wrong(id, "files", $"'{pattern}' has to look like spot.*");
        string PathOf(string kind) => Path.Combine(mapping.Directory, folder, $"{pattern[..^1]}{kind}.csv.gz");
        var more = ImmutableArray.CreateBuilder<Func<Leg, RowSource>>();
        var hasDepth = File.Exists(PathOf("depth"));
        if (hasDepth)
        {
            if (!File.Exists(PathOf("depth_snapshot")))
            {
                throw new RecordingException(
                    $"{PathOf("depth_snapshot")}: no such file; changes of depth need the snapshot that they follow.", isMissing: true);
            }

            more.Add(to => new CountedDepthSource(PathOf("depth"), to));
            more.Add(to => new CountedSnapshotSource(PathOf("depth_snapshot"), to));
        }

        if (File.Exists(PathOf("trades")))
            more.Add(to => new CountedTradeSource(PathOf("trades"), to));
        var contract = ContractOfMoney().Match(really);
        return new()
        {
            Venue = venue,
            Symbol = symbol,
            Really = really,
            HasDepth = hasDepth,
            More = more.ToImmutable(),
            ContractUsd = contract.Success ? decimal.Parse(contract.Groups["money"].ValueSpan, CultureInfo.InvariantCulture) : 0m,
            Quotes = (to, _) => new CountedTickerSource(PathOf("book_ticker"), to),
        };
    }

    private bool IsInContracts(Venue venue, JsonElement leg, Symbol symbol) => mapping.OptionalText(leg, "size_unit", id) switch
    {
        "contracts" when venue.IsSpot() => throw mapping.Wrong(id, "size_unit", $"{venue.Key()} trades coins; it has to be {symbol.Base}."),
        "contracts" => true,
        null => false,
        var unit when unit == symbol.Base.Text => false,
        var unit => throw mapping.Wrong(id, "size_unit", $"'{unit}' has to be contracts or {symbol.Base}."),
    };

    private QuoteColumns ColumnsOf(JsonElement leg)
    {
        if (!leg.TryGetProperty("columns", out var columns))
            return new("bid_price", "ask_price", "bid_qty", "ask_qty");
        var isTwoNames = columns.ValueKind == JsonValueKind.Array && columns.GetArrayLength() == 2
            && columns.EnumerateArray().All(c => c.ValueKind == JsonValueKind.String);
        return isTwoNames
            ? new(columns[0].GetString()!, columns[1].GetString()!, null, null)
            : throw mapping.Wrong(id, "columns", "it has to be a list of two names, bid and ask.");
    }

    // A relabelled scenario says what was really recorded; otherwise `f_usdt_2025-10-18`: base, quote, date.
    private Symbol SymbolOf(JsonElement legs, string folder)
    {
        foreach (var leg in legs.EnumerateObject().Where(l => l.Value.ValueKind == JsonValueKind.Object))
        {
            var named = ReallyNames().Match(mapping.OptionalText(leg.Value, "really", id) ?? "");
            if (named.Success)
                return new($"{named.Groups["coin"].Value}_USDT");
        }

        var parts = folder.ToUpperInvariant().Split('_');
        return Named($"{parts[0]}_{parts.ElementAtOrDefault(1)}", "folder");
    }

    private Symbol Named(string text, string key)
    {
        try
        {
            return new(text);
        }
        catch (FormatException)
        {
            throw mapping.Wrong(id, key, $"'{text}' is not a symbol; it has to be like btc_usdt_2025-01-31 for a folder, BTC_USDT for a file.");
        }
    }

    // `2022-12-13T00:00:00Z to 12:00:00Z`; the day is that of the folder.
    private MinuteSpan SpanOf(string folder)
    {
        if (!DateTimeOffset.TryParseExact(
                folder.Split('_')[^1], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var midnight))
            throw mapping.Wrong(id, "folder", $"'{folder}' has to end in the day of its minute bars, for example btc_usdt_2025-01-31.");
        if (mapping.OptionalText(_scenario, "valid", id) is not { } valid)
            return new(midnight, midnight, midnight.AddDays(1));
        var parts = valid.Split(" to ");
        return parts.Length == 2
            && DateTimeOffset.TryParse(parts[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var from)
            && TimeSpan.TryParse(parts[1].TrimEnd('Z'), CultureInfo.InvariantCulture, out var to) && midnight + to > from
            ? new(midnight, from, midnight + to)
            : throw mapping.Wrong(id, "valid", $"'{valid}' has to look like 2022-12-13T00:00:00Z to 12:00:00Z.");
    }

    [GeneratedRegex(@"^(?<kind>\w+?)_\{(?<coins>[A-Z0-9,]+)\}_(?<quote>[A-Z0-9]+)(?<rest>\..+)$", RegexOptions.ExplicitCapture, PatternTimeoutMs)]
    private static partial Regex Braces();

    [GeneratedRegex(@"\b(?<coin>[A-Z0-9]{1,12})USDT\b", RegexOptions.ExplicitCapture, PatternTimeoutMs)]
    private static partial Regex ReallyNames();

    [GeneratedRegex("contracts of (?<money>[0-9]+) USD", RegexOptions.ExplicitCapture, PatternTimeoutMs)]
    private static partial Regex ContractOfMoney();
}
