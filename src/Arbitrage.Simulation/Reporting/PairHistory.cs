using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Reporting;

/// <summary>Pairs and cycles of one symbol as its journal tells them.</summary>
internal sealed class PairHistory(Symbol symbol)
{
    /// <summary>Pairs and cycles kept per symbol; the report says how many earlier ones it leaves out.</summary>
    public const int Most = 1_000;

    private readonly Queue<PairRecord> _pairs = new();
    private readonly Queue<CycleRecord> _cycles = new();
    private PairRecord? _underWay;

    /// <summary>Pairs left out because there were too many.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Pairs kept, oldest first; the last one may still be under way.</summary>
    public IEnumerable<PairRecord> Pairs => _underWay is null ? _pairs : _pairs.Append(_underWay);

    /// <summary>Cycles kept, oldest first.</summary>
    public IEnumerable<CycleRecord> Cycles => _cycles;

    /// <summary>Takes the next event with the states around it.</summary>
    public void Take(long sequence, StrategyEvent happened, StrategyState before, StrategyState after)
    {
        switch (happened)
        {
            case StrategyEvent.LegsIntended legs:
                _underWay = Intended(sequence, legs, before.PhaseReason);
                break;
            case StrategyEvent.LadderStepped step when _underWay is { } pair:
                _underWay = pair with { Ladder = pair.Ladder.Add($"{step.Step}: {step.Reason}") };
                break;
            case StrategyEvent.PairEnded ended:
                End(ended);
                CloseCycles(ended, before, after);
                break;
            default:
                break;
        }
    }

    private PairRecord Intended(long sequence, StrategyEvent.LegsIntended legs, string state) => new()
    {
        Symbol = symbol.Text,
        Id = sequence,
        Purpose = legs.Purpose.ToString(),
        At = legs.At,
        SellVenue = legs.SellVenue.Key(),
        BuyVenue = legs.BuyVenue.Key(),
        Size = legs.Size.Value,
        Estimated = legs.Seen.Estimated.Value,
        Legs = [.. legs.Orders.Select(o => new LegRecord(o.Venue.Key(), o.Side.ToString(), o.Quantity.Value, o.Cap.Value))],
        Seen = new(
            state, legs.Seen.GrossPct, legs.Seen.NetOneWayPct, legs.Seen.NetRoundTripPct, legs.Seen.ReturnCostPct, legs.Seen.Confidence,
            legs.Seen.Freshness, legs.Seen.Depth, legs.Seen.Persistence, legs.Seen.SkewMs,
            [.. legs.Seen.Books.Select(b => new BookRecord(b.Venue.Key(), b.Sequence, b.AgeMs, b.Bid.Value, b.Ask.Value))]),
    };

    private void End(StrategyEvent.PairEnded ended)
    {
        if (_underWay is not { } pair)
            return;
        _pairs.Enqueue(pair with
        {
            EndedAt = ended.At,
            Result = ended.Result.ToString(),
            Sold = ended.Sold.Value,
            SoldFor = ended.SoldFor.Value,
            Bought = ended.Bought.Value,
            BoughtFor = ended.BoughtFor.Value,
            Fees = ended.Fees.Value,
            Realised = ended.Pnl.Value,
        });
        _underWay = null;
        if (_pairs.Count <= Most)
            return;
        _pairs.Dequeue();
        LeftOut++;
    }

    // The fold says which entries are wholly returned; what each brought follows from the entry's own share and the return's, oldest first.
    private void CloseCycles(StrategyEvent.PairEnded ended, StrategyState before, StrategyState after)
    {
        if (after.Profit.Cycles == before.Profit.Cycles)
            return;
        var left = ended.Moved;
        foreach (var lot in before.Inventory.Lots)
        {
            var matched = Quantity.Min(lot.Base, left);
            left -= matched;
            if (after.Inventory.Lots.Any(l => l.Pair == lot.Pair))
                break;
            var pnl = lot.Pnl + (ended.Pnl * (matched.Value / ended.Moved.Value));
            _cycles.Enqueue(new(
                symbol.Text, lot.Pair, ended.Pair, lot.Direction.BuyVenue().Key(), lot.Direction.SellVenue().Key(), lot.At, ended.At, pnl.Value));
            if (_cycles.Count > Most)
                _cycles.Dequeue();
        }
    }
}
