using Akka.Actor;

namespace Arbitrage.Actors.Routing;

/// <summary>
/// Where envelopes are sent: shard regions and the guard's proxy in the node, plain parents or probes in tests. Each takes its
/// envelope (`ToStrategy`, `ToConnection`, `ToLedger`, `ToGuard`) and the queries of its family.
/// </summary>
public interface ITradingRoutes
{
    IActorRef Strategies { get; }

    IActorRef Connections { get; }

    IActorRef Ledgers { get; }

    IActorRef Guard { get; }
}

/// <summary>Fixed routes.</summary>
public sealed record TradingRoutes(IActorRef Strategies, IActorRef Connections, IActorRef Ledgers, IActorRef Guard) : ITradingRoutes;
