using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Simulation.Cluster.Checking.Truth;

/// <summary>What the journal of one strategy says, counted without the strategy's own arithmetic: facts summed up, orders that have no end yet.</summary>
internal sealed class SymbolTruth(StrategySettings settings)
{
    private readonly decimal[] _base = new decimal[(int)Venue.MexcSpot + 1];
    private readonly long[] _cursor = new long[(int)Venue.MexcSpot + 1];

    /// <summary>Which.</summary>
    public Symbol Symbol => Settings.Symbol;

    /// <summary>How it is to be traded.</summary>
    public StrategySettings Settings { get; } = settings;

    /// <summary>Orders that are not final as far as the strategy durably knows.</summary>
    public List<TrueOrder> Live { get; } = [];

    /// <summary>Newest epoch in the journal.</summary>
    public Epoch Epoch { get; set; }

    /// <summary>Something that changes delta was journaled; rises.</summary>
    public int Version { get; private set; }

    /// <summary>Base of booked facts at a venue; the signed position on the perpetual.</summary>
    public decimal BaseAt(Venue venue) => _base[(int)venue];

    /// <summary>Net delta of booked facts over all three venues.</summary>
    public decimal Net => _base[(int)Venue.GateSpot] + _base[(int)Venue.GateFutures] + _base[(int)Venue.MexcSpot];

    /// <summary>Net delta over every outcome of the orders that are not final.</summary>
    /// <param name="without">An order that is left out; null for none.</param>
    public (decimal Low, decimal High) Interval(string? without = null)
    {
        var (low, high) = (Net, Net);
        foreach (var order in Live)
        {
            if (order.Id == without)
                continue;
            var intent = order.Intent!;
            var rest = order.OutcomeSeen switch
            {
                null => intent.Quantity.Value - order.Booked,
                OrderOutcome.Ended ended => ended.Filled.Value - order.Booked,
                _ => 0m,
            };
            if (intent.Side == Side.Buy)
                (low, high) = order.OutcomeSeen is null ? (low, high + rest) : (low + rest, high + rest);
            else
                (low, high) = order.OutcomeSeen is null ? (low - rest, high) : (low - rest, high - rest);
        }

        return (low, high);
    }

    /// <summary>The end of the interval that is nearest to zero when both ends lie on one side, otherwise zero.</summary>
    public decimal Certain()
    {
        var (low, high) = Interval();
        return low > 0m ? low : high < 0m ? high : 0m;
    }

    public void Intended(TrueOrder order)
    {
        Live.Add(order);
        Version++;
    }

    public void Book(Venue venue, NumberedFact numbered, TrueOrder? order)
    {
        Version++;
        _cursor[(int)venue] = numbered.SymbolOffset;
        _base[(int)venue] += numbered.Fact switch
        {
            AccountFact.Trade trade => trade.BaseChange.Value,
            AccountFact.OpeningPosition open => open.Size.Value,
            AccountFact.OpeningBalance open when open.Asset == Symbol.Base => open.Amount,
            AccountFact.Row row when row.Asset == Symbol.Base => row.Change,
            _ => 0m,
        };
        if (numbered.Fact is AccountFact.Trade { } own && order is not null)
            order.Booked += own.Quantity.Value;
        Settle();
    }

    /// <summary>Orders that are final now are live no more.</summary>
    public void Settle()
    {
        Version++;
        for (var i = Live.Count - 1; i >= 0; i--)
        {
            if (IsFinal(Live[i]))
                Live.RemoveAt(i);
        }
    }

    private bool IsFinal(TrueOrder order) =>
        order.AnswerSeen is IntentAnswer.Refused or IntentAnswer.Voided
        || (order.OutcomeSeen is not null && _cursor[(int)order.Intent!.Venue] >= order.UpTo);
}
