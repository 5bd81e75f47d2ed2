using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Mexc;

/// <summary>Public reads of MEXC spot.</summary>
internal sealed class MexcMarketReader(VenueOptions options, TimeProvider time) : IMarketReader
{
    private const int MostRows = 1000;

    private readonly PublicRest _rest = new(Venue.MexcSpot, options, time);

    public Task<ImmutableArray<PublicTrade>> ReadTradesAsync(Instrument instrument, int count, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostRows);
        return _rest.ReadAsync(
            $"/api/v3/trades?symbol={Uri.EscapeDataString(instrument.VenueSymbol)}&limit={count}",
            json => json.Rows().Select(Trade).ToImmutableArray(), cancel);
    }

    /// <summary>A row of `trades`, whose `id` is null, or of `aggTrades` with its short names. When the buyer made, the taker sold.</summary>
    public static PublicTrade Trade(JsonElement row)
    {
        var isShort = row.Field("p") is not null;
        if (row.Field(isShort ? "m" : "isBuyerMaker") is not { ValueKind: JsonValueKind.True or JsonValueKind.False } maker)
            throw new UnreadableException("A trade that does not say who took.");
        return new(
            row.Text(isShort ? "a" : "id"), maker.GetBoolean() ? Side.Sell : Side.Buy, Bounds.Price(row.Required(isShort ? "p" : "price")),
            Bounds.Filled(row.Required(isShort ? "q" : "qty")), row.Milliseconds(isShort ? "T" : "time"));
    }
}
