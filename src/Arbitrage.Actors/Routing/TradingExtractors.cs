using Akka.Cluster.Sharding;
using Arbitrage.Domain.Markets;
using Arbitrage.Protocol.Envelopes;

namespace Arbitrage.Actors.Routing;

/// <summary>One shard a symbol; the entity is the symbol.</summary>
public sealed class SymbolExtractor : IMessageExtractor
{
    public string? EntityId(object message) => message is IWithSymbol to ? to.Symbol.Text : null;

    public object EntityMessage(object message) => message;

    public string? ShardId(object message) => EntityId(message);

    public string ShardId(string entityId, object? messageHint = null) => entityId;
}

/// <summary>One shard a venue account: its connection and its ledger are entities of it, so they live on one node.</summary>
public sealed class AccountExtractor : IMessageExtractor
{
    public static string ConnectionId(Venue venue) => PersistenceIds.Connection(venue);

    public static string LedgerId(Venue venue) => PersistenceIds.Ledger(venue);

    public string? EntityId(object message) => message switch
    {
        ToConnection or GetConnection => ConnectionId(((IWithVenue)message).Venue),
        ToLedger or GetLedger => LedgerId(((IWithVenue)message).Venue),
        _ => null,
    };

    public object EntityMessage(object message) => message;

    public string? ShardId(object message) => EntityId(message) is { } entity ? ShardId(entity) : null;

    public string ShardId(string entityId, object? messageHint = null) => entityId[(entityId.IndexOf('-', StringComparison.Ordinal) + 1)..];
}
