using System.Collections.Concurrent;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Conformance.Tests.Kit;

/// <summary>What a public feed said.</summary>
internal sealed class FeedSink : IMarketFeedSink
{
    public ConcurrentQueue<(Symbol Symbol, BestQuote Quote)> Quotes { get; } = new();

    public ConcurrentQueue<(Symbol Symbol, PublicTrade Trade)> Trades { get; } = new();

    public ConcurrentQueue<(Symbol Symbol, PerpetualState State)> Perpetuals { get; } = new();

    public ConcurrentQueue<string> Downs { get; } = new();

    public void OnQuote(Symbol symbol, in BestQuote quote, DateTimeOffset receivedAt) => Quotes.Enqueue((symbol, quote));

    public void OnTrade(Symbol symbol, PublicTrade trade, DateTimeOffset receivedAt) => Trades.Enqueue((symbol, trade));

    public void OnPerpetual(Symbol symbol, PerpetualState state, DateTimeOffset receivedAt) => Perpetuals.Enqueue((symbol, state));

    public void OnDown(string why) => Downs.Enqueue(why);
}
