using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Market;

namespace Arbitrage.Simulation.Cluster;

/// <summary>
/// The market of one simulated symbol: a walk common to the three venues, a basis of the perpetual and dislocations between the spots, one after the
/// other: the sooner the more orders are missing by then, and with a pause while there were more than wanted, so that every seed trades enough and
/// none much more. Integers only, since thousands of seeds have to be cheap.
/// </summary>
internal sealed class ClusterMarket
{
    /// <summary>Levels on each side of a book.</summary>
    public const int Levels = 4;

    private const long Whole = 100_000_000;
    private const long Percent = Whole / 100;
    private const long Step = 15_000; // 1.5 basis points an update

    private readonly Shape[] _shapes;
    private readonly SeededRandom _random;
    private readonly BookLevel[] _bids = new BookLevel[Levels], _asks = new BookLevel[Levels];
    private readonly long _threshold;
    private readonly Func<TimeSpan, int> _missing;
    private TimeSpan _from, _until;
    private long _offset, _shift;
    private int _sign;

    /// <param name="profile">Ticks, lots, spreads and basis.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="firstAfter">No dislocation before this: inventory is not to be bought dislocated.</param>
    /// <param name="missing">How many orders fewer were sent than are wanted at this time since the start; negative when it were more.</param>
    public ClusterMarket(SymbolProfile profile, ulong seed, TimeSpan firstAfter, Func<TimeSpan, int> missing)
    {
        (Symbol, _until, _missing) = (profile.Symbol, firstAfter, missing);
        _shapes = [.. Domain.Markets.Venues.All.Select(v => Shape.Of(profile, v))];
        _random = SeededRandom.For(seed, profile.Symbol, "cluster market");
        _threshold = (long)(profile.BreakEvenPct * Percent) + (Percent / 10);
        _sign = _random.Below(2) == 0 ? 1 : -1;
        Draw();
    }

    /// <summary>What.</summary>
    public Symbol Symbol { get; }

    /// <summary>No dislocation begins any more.</summary>
    public bool IsCalm { get; set; }

    /// <summary>The next update of a venue's book; valid until the next call.</summary>
    /// <param name="venue">Whose.</param>
    /// <param name="at">Time since the start; must not fall.</param>
    /// <param name="isCrossed">A fault: the best bid stands above the best ask.</param>
    public (BookLevel[] Bids, BookLevel[] Asks) Next(Venue venue, TimeSpan at, bool isCrossed)
    {
        _offset += _random.Below((int)(2 * Step) + 1) - Step;
        var shape = _shapes[(int)venue - 1];
        var middle = shape.Middle * (Whole + _offset + ShiftAt(venue, at) + shape.Basis) / Whole;
        var half = Math.Max(1, middle * shape.Spread / 2_000_000);
        Fill(_bids, shape, isCrossed ? middle + half : middle - half, -1);
        Fill(_asks, shape, isCrossed ? middle - half : middle + half, 1);
        return (_bids, _asks);
    }

    // Half of a dislocation on each spot.
    private long ShiftAt(Venue venue, TimeSpan at)
    {
        while (at >= _until)
            Draw();
        var shift = at >= _from && !IsCalm ? _shift / 2 : 0;
        return venue switch
        {
            Venue.MexcSpot => shift,
            Venue.GateSpot => -shift,
            _ => 0,
        };
    }

    private void Draw()
    {
        var pause = _missing(_until) switch
        {
            < 0 => 45_000,
            < 6 => 6_000,
            _ => 1_000,
        };
        _from = _until + TimeSpan.FromMilliseconds(pause + _random.Below(12_000));
        _until = _from + TimeSpan.FromMilliseconds(3_500 + _random.Below(4_000));
        _sign = -_sign;
        _shift = _sign * (_threshold + (Percent / 4) + _random.Below((int)(Percent / 2)));
    }

    private void Fill(BookLevel[] levels, Shape shape, long best, int step)
    {
        for (var i = 0; i < Levels; i++)
        {
            // The top is thin now and then, so that orders fill in part.
            var usd = i == 0 && _random.Below(5) == 0 ? 25 : 150 + _random.Below(400);
            levels[i] = new(new(best * shape.Tick), new(Math.Max(1L, usd * Whole / shape.LotUsd) * shape.Lot));
            best += step * (1 + _random.Below(2));
        }
    }

    /// <summary>A venue's books in ticks and lots.</summary>
    /// <param name="Tick">Price step.</param>
    /// <param name="Lot">Size step.</param>
    /// <param name="LotUsd">Value of a lot at the start, in 10^-8 USDT.</param>
    /// <param name="Middle">Middle at the start, in ticks.</param>
    /// <param name="Basis">What the venue stands over the others, in 10^-8.</param>
    /// <param name="Spread">Own spread, in hundredths of a basis point.</param>
    private sealed record Shape(decimal Tick, decimal Lot, long LotUsd, long Middle, long Basis, long Spread)
    {
        public static Shape Of(SymbolProfile symbol, Venue venue)
        {
            var profile = symbol.At(venue);
            var (tick, lot) = (profile.Instrument.Tick.Value, profile.Instrument.Lot.Value);
            return new(
                tick, lot, (long)(lot * symbol.StartPrice * Whole), (long)(symbol.StartPrice / tick), (long)(profile.BasisPct * Percent),
                (long)(profile.SpreadBps * 100m));
        }
    }
}
