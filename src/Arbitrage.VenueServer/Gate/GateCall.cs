using System.Globalization;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Gate;

/// <summary>One call at Gate, over REST or the order-entry socket, its parameters read on demand.</summary>
internal sealed class GateCall(IGateInput input, VenueModel model, ReadOnlyMemory<byte> body, DateTimeOffset at)
{
    private const int LargestPage = 1000;
    private const int LargestOffset = 100_000;

    public IGateInput Input => input;

    public VenueModel Model => model;

    /// <summary>What goes wrong with this call, when a fault was planned for it.</summary>
    public PlannedFault? Fault { get; init; }

    public DateTimeOffset At => at;

    /// <summary>The client asked for decimal contract sizes: sizes are strings then.</summary>
    public bool DecimalSizes => input.Header("X-Gate-Size-Decimal") == "1";

    public string? Query(string name) => input.Query(name);

    public string Required(string name) => Query(name) is { Length: > 0 } value
        ? value
        : throw GateRefusalException.Bad("MISSING_REQUIRED_PARAM", $"Missing required parameter: {name}");

    public string Route(string name) => input.Route(name);

    public int Number(string name, int otherwise) =>
        Query(name) is not { Length: > 0 } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
        : throw GateRefusalException.Bad("INVALID_PARAM_VALUE", $"Invalid {name}");

    /// <summary>Instrument named by a query parameter.</summary>
    public Instrument Instrument(string parameter) => Find(Required(parameter));

    public Instrument Find(string venueSymbol) => FindOrNull(venueSymbol) ?? throw (model.Venue == Venue.GateFutures
        ? GateRefusalException.Bad("CONTRACT_NOT_FOUND", $"Contract {venueSymbol} not found")
        : GateRefusalException.Bad("INVALID_CURRENCY_PAIR", $"Invalid currency pair {venueSymbol}"));

    public Instrument? FindOrNull(string? venueSymbol) => model.Instruments.FirstOrDefault(i => i.VenueSymbol == venueSymbol);

    /// <summary>Symbol filter of a query; null when the parameter is absent.</summary>
    public Symbol? Filter(string parameter) => Query(parameter) is { Length: > 0 } name ? Find(name).Symbol : null;

    public JsonElement Body()
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw GateRefusalException.Bad("INVALID_REQUEST_BODY", "Invalid request body");
        }
    }

    /// <summary>`x-gate-exptime`: milliseconds after which the gateway refuses.</summary>
    public DateTimeOffset? Expiry()
    {
        var text = input.Header("x-gate-exptime");
        if (text.Length == 0)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "Invalid x-gate-exptime");
    }

    /// <summary>Rows between `from` and `to` (seconds, both inclusive), newest first, one page of them.</summary>
    /// <param name="oldestFirst">All rows.</param>
    /// <param name="time">Time of a row.</param>
    /// <param name="largest">Largest page.</param>
    /// <param name="window">Longest time between `from` and `to`; null = any.</param>
    public IEnumerable<T> Page<T>(
        IEnumerable<T> oldestFirst, Func<T, DateTimeOffset> time, int largest = LargestPage, TimeSpan? window = null)
    {
        var (from, to) = (Bound("from"), Bound("to"));
        if (from > to || (window is { } longest && from is { } first && (to ?? WireText.Seconds(at)) - first > (decimal)longest.TotalSeconds))
            throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "Invalid time range");
        var limit = Number("limit", Math.Min(100, largest));
        if (limit < 1 || limit > largest)
            throw GateRefusalException.Bad("INVALID_PARAM_VALUE", $"Invalid limit: 1 to {largest}");
        var offset = Query("offset") is not null ? Number("offset", 0) : (Math.Max(1, Number("page", 1)) - 1) * limit;
        if (offset > LargestOffset)
            throw GateRefusalException.Bad("INVALID_PARAM_VALUE", $"limit * (page - 1) must not exceed {LargestOffset}");
        var rows = oldestFirst.Reverse()
            .Where(row => (from is null || WireText.Seconds(time(row)) >= from) && (to is null || WireText.Seconds(time(row)) <= to))
            .ToList();
        input.Add("X-Pagination-Limit", WireText.Text(limit));
        input.Add("X-Pagination-Offset", WireText.Text(offset));
        input.Add("X-Pagination-Total", WireText.Text(rows.Count));
        return rows.Skip(offset).Take(limit);
    }

    private decimal? Bound(string name) =>
        Query(name) is not { Length: > 0 } text ? null
        : WireText.TryParse(text, out var value) ? value
        : throw GateRefusalException.Bad("INVALID_PARAM_VALUE", $"Invalid {name}");
}
