using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Risk;

/// <summary>A grant that has not been closed.</summary>
/// <param name="Symbol">Whose.</param>
/// <param name="Epoch">Incarnation that asked.</param>
/// <param name="RequestId">Its request.</param>
/// <param name="Capital">USDT that may be tied up at each venue at most.</param>
/// <param name="Exposure">Worst-case exposure, USDT.</param>
/// <param name="AtVenues">Venue by venue; null means the same at each.</param>
public sealed record OpenGrant(Symbol Symbol, Epoch Epoch, long RequestId, Notional Capital, Notional Exposure, PerVenue? AtVenues = null)
{
    /// <summary>What it charges until it is closed.</summary>
    public Use Charge => new(Capital, Exposure, AtVenues);
}

/// <summary>A mode and the order that set it.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="Sequence">The guard's journal sequence number of the order.</param>
/// <param name="By">Who gave it; empty where nobody ever did.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When it was journaled.</param>
public sealed record ModeAt(TradingMode Mode, long Sequence, string By = "", string Reason = "", DateTimeOffset At = default)
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
/// <param name="VenueModes">Mode of single venues.</param>
/// <param name="Stamps">Which statement each use rests on.</param>
/// <param name="Standings">What the breakers hold against each symbol.</param>
/// <param name="VenueStandings">What they hold against each venue.</param>
/// <param name="Total">Equity of all symbols together; null before the first report.</param>
/// <param name="Latches">Number of the latch that each node confirmed.</param>
public sealed record RiskGuardState(
    long Sequence,
    Epoch Epoch,
    ImmutableSortedDictionary<Symbol, Epoch> Epochs,
    ImmutableSortedDictionary<long, OpenGrant> Grants,
    ImmutableSortedDictionary<Symbol, Use> Uses,
    ModeAt All,
    ImmutableSortedDictionary<Symbol, ModeAt> Modes,
    ImmutableSortedDictionary<Venue, ModeAt> VenueModes,
    ImmutableSortedDictionary<Symbol, UseStamp> Stamps,
    ImmutableSortedDictionary<Symbol, SymbolStanding> Standings,
    ImmutableSortedDictionary<Venue, VenueStanding> VenueStandings,
    TotalStanding? Total,
    ImmutableSortedDictionary<string, long> Latches)
{
    /// <summary>Before the first event.</summary>
    public static RiskGuardState Empty { get; } = new(
        0, default, ImmutableSortedDictionary<Symbol, Epoch>.Empty, ImmutableSortedDictionary<long, OpenGrant>.Empty,
        ImmutableSortedDictionary<Symbol, Use>.Empty, ModeAt.Initial, ImmutableSortedDictionary<Symbol, ModeAt>.Empty,
        ImmutableSortedDictionary<Venue, ModeAt>.Empty, ImmutableSortedDictionary<Symbol, UseStamp>.Empty,
        ImmutableSortedDictionary<Symbol, SymbolStanding>.Empty, ImmutableSortedDictionary<Venue, VenueStanding>.Empty, null,
        ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal));

    /// <summary>What counts against the limits for a symbol: stated use plus every open grant in full.</summary>
    public Use ChargeOf(Symbol symbol)
    {
        var charge = Use.None.Plus(Uses.GetValueOrDefault(symbol, Use.None));
        foreach (var (_, grant) in Grants)
        {
            if (grant.Symbol == symbol)
                charge = charge.Plus(grant.Charge);
        }

        return charge;
    }

    /// <summary>Sum of the charges of all symbols.</summary>
    public Use TotalCharge()
    {
        var total = Use.None;
        foreach (var (_, use) in Uses)
            total = total.Plus(use);
        foreach (var (_, grant) in Grants)
            total = total.Plus(grant.Charge);
        return total;
    }

    /// <summary>Symbols that use something or hold a grant.</summary>
    public int ChargedSymbols()
    {
        var charged = Grants.Values.Select(g => g.Symbol).ToHashSet();
        charged.UnionWith(Uses.Where(u => !u.Value.IsNone).Select(u => u.Key));
        return charged.Count;
    }

    /// <summary>The stricter of the symbol's own mode and everybody's, with the number of the newest order that speaks of it or of a venue.</summary>
    public ModeAt ModeOf(Symbol symbol)
    {
        var own = Modes.GetValueOrDefault(symbol, ModeAt.Initial);
        var stricter = own.Mode > All.Mode ? own : All;
        var newest = Math.Max(own.Sequence, All.Sequence);
        foreach (var (_, venue) in VenueModes)
            newest = Math.Max(newest, venue.Sequence);
        return stricter with { Sequence = newest };
    }

    /// <summary>A venue's own mode, that of everything left aside.</summary>
    public ModeAt ModeOf(Venue venue) => VenueModes.GetValueOrDefault(venue, ModeAt.Initial);

    /// <summary>The mode that was set for exactly this scope.</summary>
    public ModeAt OrderOf(RiskScope scope) =>
        scope.Symbol is { } symbol ? Modes.GetValueOrDefault(symbol, ModeAt.Initial) : scope.Venue is { } venue ? ModeOf(venue) : All;

    /// <summary>Modes of the venues; null while all of them are active.</summary>
    public VenueModes? ModesOfVenues
    {
        get
        {
            var modes = new VenueModes(ModeOf(Venue.GateSpot).Mode, ModeOf(Venue.GateFutures).Mode, ModeOf(Venue.MexcSpot).Mode);
            return modes.Strictest == TradingMode.Active ? null : modes;
        }
    }

    /// <summary>State of the kill latch that every node must hold.</summary>
    public LatchState Latch
    {
        get
        {
            var newest = All.Sequence;
            var (symbols, venues) = (Stopped(Modes, ref newest), Stopped(VenueModes, ref newest));
            var isAll = All.Mode != TradingMode.Active;
            return new(newest, isAll, symbols, venues, isAll || !symbols.IsEmpty || !venues.IsEmpty ? [.. HaltedScopes()] : []);
        }
    }

    private static ImmutableArray<TKey> Stopped<TKey>(ImmutableSortedDictionary<TKey, ModeAt> modes, ref long newest)
        where TKey : notnull
    {
        ImmutableArray<TKey> stopped = [];
        foreach (var (key, mode) in modes)
        {
            newest = Math.Max(newest, mode.Sequence);
            if (mode.Mode != TradingMode.Active)
                stopped = stopped.Add(key);
        }

        return stopped;
    }

    private IEnumerable<RiskScope> HaltedScopes()
    {
        if (All.Mode == TradingMode.Halted)
            yield return RiskScope.All;
        foreach (var (symbol, mode) in Modes)
        {
            if (mode.Mode == TradingMode.Halted)
                yield return RiskScope.Of(symbol);
        }

        foreach (var (venue, mode) in VenueModes)
        {
            if (mode.Mode == TradingMode.Halted)
                yield return RiskScope.Of(venue);
        }
    }
}
