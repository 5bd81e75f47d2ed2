using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Venues.Ports;

/// <summary>The venue has closed a position, or a part of it, without an order of ours. Its trade, fee and P&amp;L are facts of their own.</summary>
/// <param name="Venue">Where.</param>
/// <param name="Symbol">What; null when it is none of ours.</param>
/// <param name="Cause"><see cref="TradeCause.Liquidation"/> or <see cref="TradeCause.AutoDeleveraging"/>.</param>
/// <param name="AtVenue">Venue's time of it, to the second.</param>
public sealed record ForcedClose(Venue Venue, Symbol? Symbol, TradeCause Cause, DateTimeOffset AtVenue);
