using System.Collections.Immutable;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Domain.Connection;

/// <summary>Orders seen open on our account whose id is not of our format (requirement B19).</summary>
/// <param name="Orders">By the venue's id.</param>
public sealed record ForeignOrders(ImmutableSortedDictionary<string, ForeignOrder> Orders)
{
    /// <summary>None.</summary>
    public static ForeignOrders None { get; } = new(ImmutableSortedDictionary.Create<string, ForeignOrder>(StringComparer.Ordinal));

    /// <summary>True when a person has said that the order may be there: its trades are booked and hedged, and halt nothing.</summary>
    public bool IsAdopted(string venueOrderId) => Orders.TryGetValue(venueOrderId, out var order) && order.AdoptedBy is not null;
}

/// <summary>One foreign order.</summary>
/// <param name="Symbol">Whose; null when it is none of ours.</param>
/// <param name="SeenAt">Local time at which it was first seen.</param>
/// <param name="AdoptedBy">Who adopted it; null as long as nobody has.</param>
public sealed record ForeignOrder(Symbol? Symbol, DateTimeOffset SeenAt, string? AdoptedBy);
