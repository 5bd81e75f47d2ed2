using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Market;

/// <summary>One symbol's course: a common fair price, each venue's mid straying around its basis to it, and the books made of that.</summary>
internal sealed class SymbolCourse
{
    // The fair price and the noise move on a fixed grid, so that no root of an irregular interval is ever needed.
    private static readonly TimeSpan Grid = TimeSpan.FromMilliseconds(50);
    private const decimal RootOfGrid = 0.2236068m;      // sqrt(0.05 s)
    private const decimal NoiseKept = 0.985719m;        // 0.75 ^ 0.05: autocorrelation 0.75 after one second (F/USDT)
    private const decimal NoiseAdded = 0.168396m;       // sqrt(1 - NoiseKept^2)

    private readonly SymbolProfile _profile;
    private readonly Dislocations _dislocations;
    private readonly SeededRandom _path, _books;
    private readonly decimal[] _noise = new decimal[Domain.Markets.Venues.All.Length];
    private decimal _fair;
    private TimeSpan _gridAt;

    public SymbolCourse(SymbolProfile profile, MarketPreset preset, ulong seed)
    {
        _profile = profile;
        _fair = profile.StartPrice;
        _path = SeededRandom.For(seed, profile.Symbol, "path");
        _books = SeededRandom.For(seed, profile.Symbol, "books");
        _dislocations = new(preset, profile, SeededRandom.For(seed, profile.Symbol, "dislocations"));
    }

    public Symbol Symbol => _profile.Symbol;

    /// <summary>Time until the venue's next update: within a half of the median interval on both sides.</summary>
    public TimeSpan Pause(Venue venue, int divisor)
    {
        var median = _profile.At(venue).IntervalMs;
        var scaled = venue == Venue.GateSpot ? median : (decimal)median / divisor;
        return TimeSpan.FromTicks((long)(scaled * _books.Between(0.5m, 1.5m) * TimeSpan.TicksPerMillisecond));
    }

    public MarketStep Step(TimeSpan at, Venue venue)
    {
        for (; _gridAt + Grid <= at; _gridAt += Grid)
            Move();
        var profile = _profile.At(venue);
        var tick = profile.Instrument.Tick.Value;
        var mid = Mid(at, venue);
        var half = mid * profile.SpreadBps / 20_000m * _books.Between(0.8m, 1.2m);
        var bid = NearestTick(mid - half, tick);
        var ask = Math.Max(bid + tick, NearestTick(mid + half, tick));
        return new(at, venue, Symbol, Levels(profile, bid, -tick), Levels(profile, ask, tick));
    }

    private void Move()
    {
        _fair *= 1m + (_profile.VolatilityBps / 10_000m * RootOfGrid * _path.Gaussian());
        _fair = decimal.Round(_fair, 12);
        foreach (var venue in Domain.Markets.Venues.All)
        {
            ref var noise = ref _noise[(int)venue - 1];
            noise = decimal.Round((noise * NoiseKept) + (_profile.At(venue).NoiseBps * NoiseAdded * _path.Gaussian()), 12);
        }
    }

    // Half of a dislocation on each spot: hedged inventory held in equal parts then keeps its value, as it does when a real one closes.
    private decimal Mid(TimeSpan at, Venue venue)
    {
        var shift = _dislocations.ShiftPct(at) / 2m;
        var profile = _profile.At(venue);
        var pct = profile.BasisPct + (_noise[(int)venue - 1] / 100m) + venue switch
        {
            Venue.MexcSpot => shift,
            Venue.GateSpot => -shift,
            _ => 0m,
        };
        return _fair * (1m + (pct / 100m));
    }

    private BookLevel[] Levels(VenueProfile profile, decimal best, decimal step)
    {
        var lot = profile.Instrument.Lot.Value;
        var levels = new BookLevel[Book.Depth];
        var price = best;
        for (var i = 0; i < levels.Length; i++)
        {
            var usd = (i == 0 ? profile.TopUsd : profile.LevelUsd) * _books.Between(0.5m, 1.5m);
            levels[i] = new(new(price), new(Math.Max(1m, Math.Floor(usd / price / lot)) * lot));
            price += step * (1 + _books.Below(profile.LevelTicks));
        }

        return levels;
    }

    private static decimal NearestTick(decimal price, decimal tick) =>
        decimal.Round(price / tick, 0, MidpointRounding.AwayFromZero) * tick;
}
