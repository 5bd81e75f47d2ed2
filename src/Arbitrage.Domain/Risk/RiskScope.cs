using Arbitrage.Domain.Markets;

namespace Arbitrage.Domain.Risk;

/// <summary>What a kill, a resume or a breaker speaks of: one symbol, one venue, or everything.</summary>
/// <param name="Symbol">The symbol, or null.</param>
/// <param name="Venue">The venue, or null; a symbol goes before it.</param>
public readonly record struct RiskScope(Symbol? Symbol, Venue? Venue)
{
    /// <summary>Everything.</summary>
    public static RiskScope All => default;

    /// <summary>One symbol.</summary>
    public static RiskScope Of(Symbol symbol) => new(symbol, null);

    /// <summary>One venue.</summary>
    public static RiskScope Of(Venue venue) => new(null, venue);

    /// <summary>`all`, the symbol, or the venue's key.</summary>
    public override string ToString() => Symbol?.Text ?? Venue?.Key() ?? "all";
}

/// <summary>Modes of the three venues.</summary>
public sealed record VenueModes(TradingMode GateSpot, TradingMode GateFutures, TradingMode MexcSpot)
{
    /// <summary>All of them active.</summary>
    public static VenueModes AllActive { get; } = new(TradingMode.Active, TradingMode.Active, TradingMode.Active);

    /// <summary>Mode of a venue.</summary>
    public TradingMode this[Venue venue] => venue switch
    {
        Venue.GateSpot => GateSpot,
        Venue.GateFutures => GateFutures,
        _ => MexcSpot,
    };

    /// <summary>The strictest of the three.</summary>
    public TradingMode Strictest
    {
        get
        {
            var strictest = GateSpot > GateFutures ? GateSpot : GateFutures;
            return strictest > MexcSpot ? strictest : MexcSpot;
        }
    }
}
