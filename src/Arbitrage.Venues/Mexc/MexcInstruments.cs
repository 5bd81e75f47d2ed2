using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Mexc;

/// <summary>Rules and clock of MEXC spot.</summary>
internal sealed class MexcInstruments(VenueOptions options, TimeProvider time) : IInstrumentSource
{
    private const string SymbolUnknown = "-1121", SymbolBad = "10007";

    private readonly PublicRest _rest = new(Venue.MexcSpot, options, time);

    /// <inheritdoc/>
    public async Task<ImmutableArray<Instrument>> ReadInstrumentsAsync(ImmutableArray<SymbolName> symbols, CancellationToken cancel)
    {
        var instruments = ImmutableArray.CreateBuilder<Instrument>(symbols.Length);
        var missing = new List<string>();
        foreach (var symbol in symbols)
        {
            // One by one: of a list with one unknown name the venue refuses all, without saying which.
            var path = $"/api/v3/exchangeInfo?symbol={Uri.EscapeDataString(symbol.VenueName)}";
            var reply = await _rest.AskAsync(path, cancel);
            if (reply.Error is not (null or SymbolUnknown or SymbolBad))
                throw new VenueException($"mexc_spot GET {path}: {reply.Error}");
            if (reply.Error is null && Find(symbol, reply.Body) is { } instrument)
                instruments.Add(instrument);
            else
                missing.Add(symbol.VenueName);
        }

        return missing.Count == 0
            ? instruments.ToImmutable()
            : throw new VenueException($"mexc_spot does not know {string.Join(", ", missing)}.");
    }

    /// <inheritdoc/>
    public Task<ClockReading> MeasureClockAsync(CancellationToken cancel) => VenueClock.MeasureAsync(() => ReadTimeAsync(cancel), time);

    /// <inheritdoc/>
    public Task<ClockReading> SampleClockAsync(CancellationToken cancel) => VenueClock.SampleAsync(() => ReadTimeAsync(cancel), time);

    private async Task<long> ReadTimeAsync(CancellationToken cancel)
    {
        using var json = JsonDocument.Parse(await _rest.GetAsync("/api/v3/time", cancel));
        return (long)json.RootElement.Required("serverTime");
    }

    /// <summary>
    /// Rules out of one entry of `GET /api/v3/exchangeInfo`. In spite of their names `baseSizePrecision` is the smallest quantity and
    /// `quoteAmountPrecision` the smallest notional; the steps are the precisions. Only `isSpotTradingAllowed` tells whether the API may trade.
    /// </summary>
    public static Instrument Map(SymbolName symbol, JsonElement row) => new(
        Venue.MexcSpot, symbol.Symbol, symbol.VenueName,
        Tick: Bounds.Price(Decimals.Step(Bounds.Places(row.Number("quotePrecision") ?? row.Required("quoteAssetPrecision")))),
        Lot: Bounds.Filled(Decimals.Step(Bounds.Places(row.Required("baseAssetPrecision")))),
        MinQuantity: Bounds.Size(row.Number("baseSizePrecision") ?? 0m),
        MinNotional: Bounds.Value(row.Number("quoteAmountPrecision") ?? 0m),
        MaxQuantity: Quantity.Zero,
        MaxPriceDeviation: new Rate(DeviationOf(row)),
        Multiplier: Quantity.Zero,
        MakerFee: Bounds.Rate(row.Number("makerCommission") ?? 0m),
        TakerFee: Bounds.Rate(row.Number("takerCommission") ?? 0m),
        Tradable: row.Text("status") == "1" && row.Flag("isSpotTradingAllowed") && (row.Text("tradeSideType") ?? "1") == "1");

    // A percent-price band, where a symbol has one: {"filterType":..,"bidMultiplierUp":"1.1","askMultiplierDown":"0.9"}.
    private static decimal DeviationOf(JsonElement row)
    {
        var smallest = 0m;
        if (!row.TryGetProperty("filters", out var filters) || filters.ValueKind != JsonValueKind.Array)
            return smallest;
        foreach (var filter in filters.EnumerateArray())
            smallest = Decimals.SmallestAboveZero(smallest, filter.Number("bidMultiplierUp") - 1m, 1m - filter.Number("askMultiplierDown"));
        return smallest;
    }

    private static Instrument? Find(SymbolName symbol, byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            foreach (var row in json.RootElement.GetProperty("symbols").EnumerateArray())
            {
                if (row.Text("symbol") == symbol.VenueName)
                    return Map(symbol, row);
            }

            return null;
        }
        catch (Exception unreadable) when (UnreadableException.Covers(unreadable) || unreadable is KeyNotFoundException)
        {
            throw new VenueException($"mexc_spot rules of {symbol.VenueName}: {unreadable.Message}", inner: unreadable);
        }
    }
}
