using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Feeds;

/// <summary>
/// Receives everything that a venue's public streams say, unconflated, in the order in which it arrived. Called on the threads of several connections;
/// must not block. What is passed is only valid during the call.
/// </summary>
internal interface ITapeSink
{
    /// <summary>Connected and subscribed.</summary>
    void OnUp(Symbol symbol);

    /// <summary>Best quote.</summary>
    void OnQuote(Symbol symbol, in BestQuote quote, DateTimeOffset receivedAt);

    /// <summary>A trade of anybody.</summary>
    void OnTrade(Symbol symbol, PublicTrade trade, DateTimeOffset receivedAt);

    /// <summary>A change of the book as the venue sent it, also one that does not follow the last; a whole book when it is full.</summary>
    void OnDepth(Symbol symbol, DepthUpdate change, DateTimeOffset receivedAt);

    /// <summary>The connection is gone, or an attempt failed; another one follows.</summary>
    void OnDown(Symbol symbol, string why);
}
