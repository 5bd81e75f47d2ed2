using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>Public reads of Gate spot and Gate USDT perpetuals.</summary>
internal sealed class GateMarketReader(GateMarket market, VenueOptions options, TimeProvider time) : IMarketReader, IPerpetualReader
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

    public Task<PerpetualState> ReadPerpetualAsync(Instrument instrument, CancellationToken cancel) =>
        _rest.ReadAsync($"/futures/usdt/contracts/{Name(instrument)}", GateMarketWire.Perpetual, cancel);

    public Task<ImmutableArray<SettledFunding>> ReadFundingAsync(Instrument instrument, DateTimeOffset from, CancellationToken cancel) =>
        _rest.ReadAsync(
            $"/futures/usdt/funding_rate?contract={Name(instrument)}&limit={MostRows}&from={from.ToUnixTimeSeconds()}",
            json => json.Rows().Select(GateMarketWire.Funding).OrderBy(row => row.At).ToImmutableArray(), cancel);

    public Task<ImmutableArray<RiskTier>> ReadRiskTiersAsync(Instrument instrument, CancellationToken cancel) => _rest.ReadAsync(
        $"/futures/usdt/risk_limit_tiers?contract={Name(instrument)}",
        json => json.Rows().Select(GateMarketWire.Tier).OrderBy(tier => tier.Limit.Value).ToImmutableArray(), cancel);

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
