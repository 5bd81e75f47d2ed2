using System.Collections.Immutable;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Recordings.Statistics;

/// <summary>Measures one pair of venues, fed with states in the order of time.</summary>
internal sealed class PairCount
{
    private readonly Instrument _first, _second;
    private readonly SpreadRules _rules;
    private readonly Direction _buyFirst, _buySecond;
    private readonly List<(decimal MidPct, long Ticks)> _mids = [];
    private long _usable;

    public PairCount(Instrument first, Instrument second, SpreadRules rules)
    {
        (_first, _second, _rules) = (first, second, rules);
        var feesPct = (first.TakerFee + second.TakerFee).Value * 100m;
        (_buyFirst, _buySecond) = (new(feesPct, rules), new(feesPct, rules));
    }

    /// <summary>A state from one time to another.</summary>
    public void Add(DateTimeOffset from, DateTimeOffset to, in RecordedQuote first, in RecordedQuote second)
    {
        var until = to;
        var oldest = first.At < second.At ? first.At : second.At;
        if (_rules.Look == AgeLook.Always)
            until = oldest + _rules.Age < to ? oldest + _rules.Age : to;
        else if (from - oldest > _rules.Age)
            return;
        if (until <= from)
            return;
        var ticks = (until - from).Ticks;
        _usable += ticks;
        decimal firstMid = first.Mid, secondMid = second.Mid;
        _mids.Add(((secondMid - firstMid) / Math.Min(firstMid, secondMid) * 100m, ticks));
        _buyFirst.Add(from, until, second.Bid.Value, first.Ask.Value);
        _buySecond.Add(from, until, first.Bid.Value, second.Ask.Value);
    }

    /// <summary>The figures; to be asked once, after the last state.</summary>
    public PairFigures Close()
    {
        _mids.Sort();
        string first = _first.Venue.Key(), second = _second.Venue.Key();
        return new(
            _first.Symbol.Text, first, second, (decimal)_usable / TimeSpan.TicksPerSecond, Percentile(5), Percentile(50), Percentile(95),
            [.. _rules.ThresholdsPct.Select(t => new MidShare(t, ShareAbove(t)))], [_buyFirst.Close(first, second), _buySecond.Close(second, first)]);
    }

    // The smallest difference that this part of the time does not exceed.
    private decimal? Percentile(int part)
    {
        long passed = 0;
        foreach (var (midPct, ticks) in _mids)
        {
            passed += ticks;
            if ((decimal)passed * 100m >= (decimal)_usable * part)
                return midPct;
        }

        return null;
    }

    private decimal? ShareAbove(decimal threshold) =>
        _usable == 0 ? null : _mids.Where(m => Math.Abs(m.MidPct) > threshold).Sum(m => m.Ticks) * 100m / _usable;

    private sealed class Direction(decimal feesPct, SpreadRules rules)
    {
        private readonly ImmutableArray<EpisodeCount> _gross = [.. rules.ThresholdsPct.Select(t => new EpisodeCount(t, 0m, rules))];
        private readonly ImmutableArray<EpisodeCount> _net = [.. rules.ThresholdsPct.Insert(0, 0m).Select(t => new EpisodeCount(t, feesPct, rules))];
        private decimal _bestBid, _bestAsk;

        public void Add(DateTimeOffset from, DateTimeOffset to, decimal bid, decimal ask)
        {
            if (_bestAsk == 0m || bid * _bestAsk > _bestBid * ask)
                (_bestBid, _bestAsk) = (bid, ask);
            foreach (var count in _gross)
                count.Add(from, to, bid, ask);
            foreach (var count in _net)
                count.Add(from, to, bid, ask);
        }

        public DirectionFigures Close(string buy, string sell)
        {
            decimal? best = _bestAsk == 0m ? null : (_bestBid / _bestAsk - 1m) * 100m;
            return new(buy, sell, feesPct, best, best - feesPct, [.. _gross.Select(c => c.Close())], [.. _net.Select(c => c.Close())]);
        }
    }
}
