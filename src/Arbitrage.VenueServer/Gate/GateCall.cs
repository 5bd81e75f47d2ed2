using System.Globalization;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Gate;

/// <summary>One REST call at Gate, its parameters read on demand.</summary>
internal sealed class GateCall(HttpContext http, VenueModel model, byte[] body, DateTimeOffset at)
{
    private const int LargestPage = 1000;

    public VenueModel Model => model;

    public DateTimeOffset At => at;

    /// <summary>The client asked for decimal contract sizes: sizes are strings then.</summary>
    public bool DecimalSizes => http.Request.Headers["X-Gate-Size-Decimal"] == "1";

    public string? Query(string name) => http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    public string Required(string name) => Query(name) is { Length: > 0 } value
        ? value
        : throw GateRefusalException.Bad("MISSING_REQUIRED_PARAM", $"Missing required parameter: {name}");

    public string Route(string name) => (string)http.GetRouteValue(name)!;

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
        var text = http.Request.Headers["x-gate-exptime"].ToString();
        if (text.Length == 0)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "Invalid x-gate-exptime");
    }

    /// <summary>Rows between `from` and `to` (seconds, both inclusive), newest first, one page of them.</summary>
    public IEnumerable<T> Page<T>(IEnumerable<T> oldestFirst, Func<T, DateTimeOffset> time)
    {
        var (from, to) = (Bound("from"), Bound("to"));
        var limit = Number("limit", 100);
        if (limit is < 1 or > LargestPage)
            throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "Invalid limit");
        var offset = Query("offset") is not null ? Number("offset", 0) : (Math.Max(1, Number("page", 1)) - 1) * limit;
        return oldestFirst.Reverse()
            .Where(row => (from is null || WireText.Seconds(time(row)) >= from) && (to is null || WireText.Seconds(time(row)) <= to))
            .Skip(offset).Take(limit);
    }

    private decimal? Bound(string name) =>
        Query(name) is not { Length: > 0 } text ? null
        : WireText.TryParse(text, out var value) ? value
        : throw GateRefusalException.Bad("INVALID_PARAM_VALUE", $"Invalid {name}");
}
