using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>Public reads that Gate spot and Gate USDT perpetuals have in common.</summary>
internal sealed class GateMarketReader(GateMarket market, VenueOptions options, TimeProvider time) : IMarketReader
{
    private const int MostRows = 1000;

    private readonly PublicRest _rest = new(market.Venue, options, time);

    public Task<ImmutableArray<PublicTrade>> ReadTradesAsync(Instrument instrument, int count, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostRows);
        var path = market == GateMarket.Spot ? "/spot/trades?currency_pair=" : "/futures/usdt/trades?contract=";
        return _rest.ReadAsync($"{path}{Name(instrument)}&limit={count}", json => Trades(json, instrument), cancel);
    }

    private ImmutableArray<PublicTrade> Trades(JsonElement json, Instrument instrument)
    {
        var multiplier = market == GateMarket.Spot ? 1m : instrument.Multiplier.Value;
        return
        [
            .. json.Rows().Select(row => GateMarketWire.Trade(row, market))
                .Select(trade => trade with { Quantity = Bounds.Filled(trade.Quantity.Value * multiplier) }),
        ];
    }

    private static string Name(Instrument instrument) => Uri.EscapeDataString(instrument.VenueSymbol);
}
