using System.Collections.Immutable;
using Arbitrage.Actors.Connection;
using Arbitrage.Actors.Risk;
using Arbitrage.Actors.Running;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Actors.Hosting;

/// <summary>Everything `WithTrading` needs to run the four machines in one node.</summary>
public sealed record TradingSetup
{
    /// <summary>Holds the journal `trading.db` and the lock file; made if missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>One a symbol.</summary>
    public required ImmutableArray<StrategySettings> Strategies { get; init; }

    /// <summary>One a venue account.</summary>
    public required ImmutableArray<ConnectionSettings> Connections { get; init; }

    public required RiskSettings Risk { get; init; }

    /// <summary>Private ports of each connection. Called again for a new incarnation, so that a connector that crashed starts fresh.</summary>
    public required Func<Venue, IRequestObserver, VenuePorts> Ports { get; init; }

    /// <summary>Public books of each venue; run by `/user/market-data/{venue}`, made again after a crash.</summary>
    public required Func<Venue, IMarketStream> Market { get; init; }

    /// <summary>Slots that the market streams fill: one for every venue and symbol.</summary>
    public required ImmutableArray<BookSlot> Slots { get; init; }

    /// <summary>The node's kill switch; shared with the operator port.</summary>
    public KillLatch Latch { get; init; } = new();

    public ActorHooks Hooks { get; init; } = ActorHooks.None;

    /// <summary>Address of the node in its cluster of one; port 0 takes a free one.</summary>
    public string Host { get; init; } = "127.0.0.1";

    public int Port { get; init; }
}
