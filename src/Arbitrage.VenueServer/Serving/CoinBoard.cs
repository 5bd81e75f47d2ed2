using System.Collections.Concurrent;
using Arbitrage.Domain.Markets;

namespace Arbitrage.VenueServer.Serving;

/// <summary>Whether a coin can be moved in and out of a venue.</summary>
/// <param name="Deposits">Open.</param>
/// <param name="Withdrawals">Open.</param>
internal readonly record struct CoinStatus(bool Deposits, bool Withdrawals);

/// <summary>Which coins can be moved; all, until somebody closes one.</summary>
internal sealed class CoinBoard
{
    private readonly ConcurrentDictionary<(Venue Venue, string Coin), CoinStatus> _closed = new();

    public CoinStatus Of(Venue venue, string coin) => _closed.GetValueOrDefault((venue, coin), new(true, true));

    public void Set(Venue venue, string coin, CoinStatus status) => _closed[(venue, coin)] = status;
}
