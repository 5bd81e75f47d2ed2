using System.Collections.Immutable;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Node.Inputs;

/// <summary>A time in which the top of the books was an opportunity, and what became of it.</summary>
/// <param name="Direction">What would have been bought and sold.</param>
/// <param name="From">Its first tick.</param>
/// <param name="To">Its last tick.</param>
/// <param name="Ticks">Decisions in it.</param>
/// <param name="BestNetPct">Highest edge after all costs, percent.</param>
/// <param name="Pair">Pair that took it; null when none did.</param>
/// <param name="Refusals">Gates that said no first, with how often and what they said the first time.</param>
internal sealed record OpportunityEpisode(
    SpreadDirection Direction, DateTimeOffset From, DateTimeOffset To, int Ticks, decimal BestNetPct, long? Pair, ImmutableArray<EpisodeRefusal> Refusals);

/// <summary>A gate that refused during an episode.</summary>
/// <param name="Gate">Which.</param>
/// <param name="Count">Decisions at which it was the first to say no.</param>
/// <param name="Text">What it said the first time.</param>
internal sealed record EpisodeRefusal(OpportunityGate Gate, int Count, string Text);

/// <summary>Collects the episodes of one strategy from its decisions, one after the other.</summary>
internal sealed class OpportunityEpisodes
{
    private readonly Open?[] _open = new Open?[2];
    private readonly List<OpportunityEpisode> _closed = [];

    /// <summary>The next decision, as a <see cref="StrategyReplay"/> tells it.</summary>
    public void Take(StrategySettings settings, StrategyState state, StrategyView view, DateTimeOffset now, Decision<StrategyEvent, StrategyEffect> decision)
    {
        var gate = view.Spread(SpreadDirection.BuyGateSellMexc).IsAbove;
        var mexc = view.Spread(SpreadDirection.BuyMexcSellGate).IsAbove;
        if (!gate)
            Close(SpreadDirection.BuyGateSellMexc);
        if (!mexc)
            Close(SpreadDirection.BuyMexcSellGate);
        if (!gate && !mexc)
            return;
        foreach (var each in OpportunityExplanation.Of(settings, state, view, now))
        {
            if (each.Purpose == PairPurpose.Entry && view.Spread(each.Direction).IsAbove)
                Note(each, state, view, now, decision);
        }
    }

    /// <summary>All of them, in the order of their beginnings; call after the last decision.</summary>
    public ImmutableArray<OpportunityEpisode> All()
    {
        Close(SpreadDirection.BuyGateSellMexc);
        Close(SpreadDirection.BuyMexcSellGate);
        return [.. _closed.OrderBy(e => e.From)];
    }

    private void Note(OpportunityExplanation each, StrategyState state, StrategyView view, DateTimeOffset now, Decision<StrategyEvent, StrategyEffect> decision)
    {
        var open = _open[(int)each.Direction - 1] ??= new(now);
        open.Ticks++;
        open.To = now;
        open.Best = Math.Max(open.Best, view.NetEdgePct(each.Direction) ?? decimal.MinValue);
        for (var i = 0; i < decision.Events.Length; i++)
        {
            if (decision.Events[i] is StrategyEvent.LegsIntended { Purpose: PairPurpose.Entry } legs && legs.Direction == each.Direction)
                open.Pair ??= state.Sequence + i + 1;
        }

        // Its own pair on the way is no refusal of it.
        if (each.Refusal is { } refusal && open.Pair is null)
        {
            var (count, text) = open.Refusals.GetValueOrDefault(refusal.Gate, (0, refusal.Text));
            open.Refusals[refusal.Gate] = (count + 1, text);
        }
    }

    private void Close(SpreadDirection direction)
    {
        if (_open[(int)direction - 1] is not { } open)
            return;
        _open[(int)direction - 1] = null;
        _closed.Add(new(
            direction, open.From, open.To, open.Ticks, open.Best, open.Pair,
            [.. open.Refusals.Select(r => new EpisodeRefusal(r.Key, r.Value.Count, r.Value.Text))]));
    }

    private sealed class Open(DateTimeOffset from)
    {
        public DateTimeOffset From { get; } = from;

        public DateTimeOffset To { get; set; } = from;

        public int Ticks { get; set; }

        public decimal Best { get; set; } = decimal.MinValue;

        public long? Pair { get; set; }

        public SortedDictionary<OpportunityGate, (int Count, string Text)> Refusals { get; } = [];
    }
}
