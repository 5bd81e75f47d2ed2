using System.Collections.Immutable;

namespace Arbitrage.Domain.Strategy;

/// <summary>What stands between a spread and a pair, in the order in which it is asked.</summary>
public enum OpportunityGate
{
    /// <summary>Books are decided on in MONITORING and PREPARING alone.</summary>
    Phase = 1,

    /// <summary>Net delta beyond its band goes before any pair.</summary>
    Delta = 2,

    /// <summary>After pairs that brought nothing the next one waits.</summary>
    Cooldown = 3,

    /// <summary>The top of the books pays fees, return and threshold; for a return: bringing base back is within its limit.</summary>
    Spread = 4,

    /// <summary>The trading mode allows it, and no stop was asked for.</summary>
    Mode = 5,

    /// <summary>No order is open, unanswered or in doubt (I3).</summary>
    InDoubt = 6,

    /// <summary>Guard and connections know this incarnation, sessions are up, clocks within their bound, funds known.</summary>
    Session = 7,

    /// <summary>Both books are synchronised, not crossed and young enough (I10).</summary>
    Stale = 8,

    /// <summary>The two books are of one time.</summary>
    Skew = 9,

    /// <summary>The mids are near enough to be of the same coin.</summary>
    MidGap = 10,

    /// <summary>Both venues trade the coin.</summary>
    Suspended = 11,

    /// <summary>The drawdown is within its limit.</summary>
    Drawdown = 12,

    /// <summary>Inventory, quote and paying depth make a legal size (I11).</summary>
    Size = 13,

    /// <summary>Fresh, deep and lasting enough to be believed.</summary>
    Confidence = 14,

    /// <summary>A lease is held (ARCHITECTURE 5).</summary>
    Lease = 15,
}

/// <summary>What one gate said.</summary>
/// <param name="Gate">Which.</param>
/// <param name="IsOpen">It lets the pair pass.</param>
/// <param name="Actual">The figure it looked at; null where it is none.</param>
/// <param name="Limit">The figure it compares with; null where it is none.</param>
/// <param name="Unit">Of both: `%`, `ms`, `s`, `USDT`, a coin; empty for a plain number.</param>
/// <param name="Text">Both in a sentence, and what they came from.</param>
public sealed record GateAnswer(OpportunityGate Gate, bool IsOpen, decimal? Actual, decimal? Limit, string Unit, string Text);

/// <summary>What every gate said to one possible pair, at one moment. Gates that need what is not there (books, rules) are left out.</summary>
/// <param name="Purpose">Entry or return.</param>
/// <param name="Direction">What would be bought and sold.</param>
/// <param name="Skip">The reason counted for it; null when it would be taken, or when no opportunity is counted yet.</param>
/// <param name="Gates">In the order in which they are asked.</param>
public sealed record OpportunityExplanation(
    PairPurpose Purpose, SpreadDirection Direction, SkipReason? Skip, ImmutableArray<GateAnswer> Gates)
{
    /// <summary>The first gate that said no; null when the pair would be taken.</summary>
    public GateAnswer? Refusal => Gates.FirstOrDefault(g => !g.IsOpen);

    /// <summary>
    /// Asks every gate about an entry in both directions and, with inventory to bring back, about its return. Says of state, view and time what
    /// `Decide` would, and changes neither. For people: divides and allocates.
    /// </summary>
    /// <param name="settings">Of the symbol.</param>
    /// <param name="state">Fold of the journal.</param>
    /// <param name="view">Books, windows and sessions.</param>
    /// <param name="now">Local time.</param>
    public static ImmutableArray<OpportunityExplanation> Of(StrategySettings settings, StrategyState state, StrategyView view, DateTimeOffset now)
    {
        var turn = new StrategyTurn(settings, "", state, view, now);
        var all = ImmutableArray.CreateBuilder<OpportunityExplanation>(3);
        if (!state.Inventory.Lots.IsEmpty)
            all.Add(Opportunities.Explain(turn, state.Inventory.Lots[0].Direction.Opposite(), PairPurpose.Return));
        all.Add(Opportunities.Explain(turn, SpreadDirection.BuyGateSellMexc, PairPurpose.Entry));
        all.Add(Opportunities.Explain(turn, SpreadDirection.BuyMexcSellGate, PairPurpose.Entry));
        return all.ToImmutable();
    }
}
