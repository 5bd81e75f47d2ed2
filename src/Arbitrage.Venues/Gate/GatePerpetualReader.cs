using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>Public reads of Gate USDT perpetuals.</summary>
internal sealed class GatePerpetualReader(VenueOptions options, TimeProvider time) : IMarketReader, IPerpetualReader
{
    private const int MostRows = 1000;

    private readonly PublicRest _rest = new(Venue.GateFutures, options, time);
    private readonly GateMarketReader _market = new(GateMarket.Futures, options, time);

    public Task<ImmutableArray<PublicTrade>> ReadTradesAsync(Instrument instrument, int count, CancellationToken cancel) =>
        _market.ReadTradesAsync(instrument, count, cancel);

    public Task<PerpetualState> ReadPerpetualAsync(Instrument instrument, CancellationToken cancel) =>
        _rest.ReadAsync($"/futures/usdt/contracts/{Name(instrument)}", GateMarketWire.Perpetual, cancel);

    public Task<ImmutableArray<SettledFunding>> ReadFundingAsync(Instrument instrument, DateTimeOffset from, CancellationToken cancel) =>
        _rest.ReadAsync(
            $"/futures/usdt/funding_rate?contract={Name(instrument)}&limit={MostRows}&from={from.ToUnixTimeSeconds()}",
            json => json.Rows().Select(GateMarketWire.Funding).OrderBy(row => row.At).ToImmutableArray(), cancel);

    public Task<ImmutableArray<RiskTier>> ReadRiskTiersAsync(Instrument instrument, CancellationToken cancel) => _rest.ReadAsync(
        $"/futures/usdt/risk_limit_tiers?contract={Name(instrument)}",
        json => json.Rows().Select(GateMarketWire.Tier).OrderBy(tier => tier.Limit.Value).ToImmutableArray(), cancel);

    private static string Name(Instrument instrument) => Uri.EscapeDataString(instrument.VenueSymbol);
}
