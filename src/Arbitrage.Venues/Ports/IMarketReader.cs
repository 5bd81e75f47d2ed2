using System.Collections.Immutable;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Venues.Ports;

/// <summary>Public reads of one venue's markets. No keys; a failed read throws <see cref="VenueException"/>.</summary>
public interface IMarketReader
{
    /// <summary>Latest trades of anybody, newest first, sizes in base units.</summary>
    /// <param name="instrument">Of this venue.</param>
    /// <param name="count">1 to 1000.</param>
    /// <param name="cancel">Ends the call.</param>
    Task<ImmutableArray<PublicTrade>> ReadTradesAsync(Instrument instrument, int count, CancellationToken cancel);
}

/// <summary>Public reads of perpetuals.</summary>
public interface IPerpetualReader
{
    /// <summary>Mark, index, funding rate, interval and next settlement.</summary>
    Task<PerpetualState> ReadPerpetualAsync(Instrument instrument, CancellationToken cancel);

    /// <summary>Funding rates that were settled from a venue time on, oldest first, at most 1000.</summary>
    Task<ImmutableArray<SettledFunding>> ReadFundingAsync(Instrument instrument, DateTimeOffset from, CancellationToken cancel);

    /// <summary>Risk limits, smallest first.</summary>
    Task<ImmutableArray<RiskTier>> ReadRiskTiersAsync(Instrument instrument, CancellationToken cancel);
}

/// <summary>Receives what a public feed says. Called on the feed's own thread, in order; must not block.</summary>
public interface IMarketFeedSink
{
    /// <summary>Best quote; every one that the venue sends, none left out.</summary>
    void OnQuote(Symbol symbol, in BestQuote quote, DateTimeOffset receivedAt);

    /// <summary>A trade of anybody.</summary>
    void OnTrade(Symbol symbol, PublicTrade trade, DateTimeOffset receivedAt);

    /// <summary>Mark, index and funding of a perpetual.</summary>
    void OnPerpetual(Symbol symbol, PerpetualState state, DateTimeOffset receivedAt);

    /// <summary>The connection is gone: what happens until the next value is not told. A reconnect with back-off is under way.</summary>
    void OnDown(string why);
}

/// <summary>Best quotes, trades and (on perpetuals) marks of one venue as they come, without conflation. Books: see <see cref="IMarketStream"/>.</summary>
public interface IMarketFeed
{
    /// <summary>Runs until cancelled; reconnects by itself.</summary>
    Task RunAsync(IMarketFeedSink sink, CancellationToken cancel);
}
