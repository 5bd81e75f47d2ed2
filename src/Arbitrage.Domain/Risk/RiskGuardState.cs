using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Risk;

/// <summary>A grant that has not been closed.</summary>
public sealed record OpenGrant(Symbol Symbol, Epoch Epoch, long RequestId, Notional Capital, Notional Exposure);

/// <summary>What a symbol ties up at most at one venue, and its exposure, both in USDT.</summary>
public sealed record Use(Notional Capital, Notional Exposure)
{
    /// <summary>Nothing in use.</summary>
    public static Use None { get; } = new(Notional.Zero, Notional.Zero);
}

/// <summary>A mode and the guard's journal sequence number of the order that set it.</summary>
public sealed record ModeAt(TradingMode Mode, long Sequence)
{
    /// <summary>Nobody ever said otherwise.</summary>
    public static ModeAt Initial { get; } = new(TradingMode.Active, 0);
}

/// <summary>Everything the guard knows; the fold of its events.</summary>
/// <param name="Sequence">Journal sequence number of the last event.</param>
/// <param name="Epoch">This incarnation of the guard.</param>
/// <param name="Epochs">Newest known incarnation of each strategy.</param>
/// <param name="Grants">Open grants by lease id: each charged in full.</param>
/// <param name="Uses">Last stated use of each symbol.</param>
/// <param name="All">Mode of everything.</param>
/// <param name="Modes">Mode of single symbols.</param>
public sealed record RiskGuardState(
    long Sequence,
    Epoch Epoch,
    ImmutableSortedDictionary<Symbol, Epoch> Epochs,
    ImmutableSortedDictionary<long, OpenGrant> Grants,
    ImmutableSortedDictionary<Symbol, Use> Uses,
    ModeAt All,
    ImmutableSortedDictionary<Symbol, ModeAt> Modes)
{
    /// <summary>Before the first event.</summary>
    public static RiskGuardState Empty { get; } = new(
        0, default, ImmutableSortedDictionary<Symbol, Epoch>.Empty, ImmutableSortedDictionary<long, OpenGrant>.Empty,
        ImmutableSortedDictionary<Symbol, Use>.Empty, ModeAt.Initial, ImmutableSortedDictionary<Symbol, ModeAt>.Empty);

    /// <summary>What counts against the limits for a symbol: stated use plus every open grant in full.</summary>
    public Use ChargeOf(Symbol symbol)
    {
        var charge = Uses.GetValueOrDefault(symbol, Use.None);
        foreach (var grant in Grants.Values)
        {
            if (grant.Symbol == symbol)
                charge = new(charge.Capital + grant.Capital, charge.Exposure + grant.Exposure);
        }

        return charge;
    }

    /// <summary>Sum of the charges of all symbols.</summary>
    public Use TotalCharge()
    {
        var total = Use.None;
        foreach (var use in Uses.Values)
            total = new(total.Capital + use.Capital, total.Exposure + use.Exposure);
        foreach (var grant in Grants.Values)
            total = new(total.Capital + grant.Capital, total.Exposure + grant.Exposure);
        return total;
    }

    /// <summary>The stricter of the symbol's own mode and everybody's, with the number of the newest order that speaks of it.</summary>
    public ModeAt ModeOf(Symbol symbol)
    {
        var own = Modes.GetValueOrDefault(symbol, ModeAt.Initial);
        return new(
            own.Mode > All.Mode ? own.Mode : All.Mode,
            Math.Max(own.Sequence, All.Sequence));
    }

    /// <summary>State of the kill latch that every node must hold.</summary>
    public LatchState Latch
    {
        get
        {
            var newest = Modes.Values.Aggregate(All.Sequence, (highest, mode) => Math.Max(highest, mode.Sequence));
            return new(
                newest,
                All.Mode != TradingMode.Active,
                [.. Modes.Where(m => m.Value.Mode != TradingMode.Active).Select(m => m.Key)]);
        }
    }
}
