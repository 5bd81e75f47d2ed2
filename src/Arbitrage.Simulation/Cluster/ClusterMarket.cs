using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Market;

namespace Arbitrage.Simulation.Cluster;

/// <summary>
/// The market of one simulated symbol: a walk common to the three venues, a basis of the perpetual and dislocations between the spots, one after the
/// other, often enough for trading all the time. Integers only, since thousands of seeds have to be cheap.
/// </summary>
internal sealed class ClusterMarket
{
    /// <summary>Levels on each side of a book.</summary>
    public const int Levels = 4;

    private const long Whole = 100_000_000;
    private const long Percent = Whole / 100;
    private const long Step = 15_000; // 1.5 basis points an update

    private readonly SymbolProfile _profile;
    private readonly SeededRandom _random;
    private readonly BookLevel[] _bids = new BookLevel[Levels], _asks = new BookLevel[Levels];
    private readonly long _threshold;
    private TimeSpan _from, _until;
    private long _offset, _shift;
    private int _sign;

    /// <param name="profile">Ticks, lots, spreads and basis.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="firstAfter">No dislocation before this: inventory is not to be bought dislocated.</param>
    public ClusterMarket(SymbolProfile profile, ulong seed, TimeSpan firstAfter)
    {
        (_profile, _until) = (profile, firstAfter);
        _random = SeededRandom.For(seed, profile.Symbol, "cluster market");
        _threshold = (long)(profile.BreakEvenPct * Percent) + (Percent / 10);
        _sign = _random.Below(2) == 0 ? 1 : -1;
        Draw();
    }

    /// <summary>What.</summary>
    public Symbol Symbol => _profile.Symbol;

    /// <summary>No dislocation begins any more.</summary>
    public bool IsCalm { get; set; }

    /// <summary>The next update of a venue's book; valid until the next call.</summary>
    /// <param name="venue">Whose.</param>
    /// <param name="at">Time since the start; must not fall.</param>
    /// <param name="isCrossed">A fault: the best bid stands above the best ask.</param>
    public (BookLevel[] Bids, BookLevel[] Asks) Next(Venue venue, TimeSpan at, bool isCrossed)
    {
        _offset += _random.Below((int)(2 * Step) + 1) - Step;
        var profile = _profile.At(venue);
        var tick = profile.Instrument.Tick.Value;
        var middle = (long)(_profile.StartPrice / tick);
        var offset = _offset + ShiftAt(venue, at) + (long)(profile.BasisPct * Percent);
        middle = middle * (Whole + offset) / Whole;
        var half = Math.Max(1, middle * (long)(profile.SpreadBps * 100m) / 2_000_000);
        Side(_bids, profile, isCrossed ? middle + half : middle - half, -1);
        Side(_asks, profile, isCrossed ? middle - half : middle + half, 1);
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
        _from = _until + TimeSpan.FromMilliseconds(12_000 + _random.Below(16_000));
        _until = _from + TimeSpan.FromMilliseconds(3_500 + _random.Below(4_000));
        _sign = -_sign;
        _shift = _sign * (_threshold + (Percent / 4) + _random.Below((int)(Percent / 2)));
    }

    private void Side(BookLevel[] levels, VenueProfile profile, long best, int step)
    {
        var (tick, lot) = (profile.Instrument.Tick.Value, profile.Instrument.Lot.Value);
        var unit = lot * _profile.StartPrice;
        for (var i = 0; i < Levels; i++)
        {
            // The top is thin now and then, so that orders fill in part.
            var usd = i == 0 && _random.Below(5) == 0 ? 25 : 150 + _random.Below(400);
            levels[i] = new(new(best * tick), new(Math.Max(1L, (long)(usd / unit)) * lot));
            best += step * (1 + _random.Below(2));
        }
    }
}
