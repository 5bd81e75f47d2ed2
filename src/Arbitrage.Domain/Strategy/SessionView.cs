using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>What a strategy knows of one venue's session: volatile, from `SessionChanged` and `FundsSeen`.</summary>
public sealed class SessionView
{
    private long _factsSeen;

    /// <summary>Reconciled and open for orders.</summary>
    public bool Ready { get; private set; }

    /// <summary>Why not.</summary>
    public string Why { get; private set; } = "not connected yet";

    /// <summary>Rules of our symbol; the last known ones when the session is down.</summary>
    public Instrument? Instrument { get; private set; }

    /// <summary>Clock against the venue.</summary>
    public ClockReading Clock { get; private set; }

    /// <summary>USDT that new orders may use.</summary>
    public Notional FreeQuote { get; private set; }

    /// <summary>Base coin that may be sold.</summary>
    public Quantity FreeBase { get; private set; }

    /// <summary>Perpetual position as the venue tells it; null on spot or when flat.</summary>
    public PositionReport? Position { get; private set; }

    /// <summary>Funds were seen since the session came up.</summary>
    public bool FundsKnown { get; private set; }

    /// <summary>Distance from mark to liquidation in percent of mark; null without a position or when the venue does not tell.</summary>
    public decimal? LiquidationDistancePct =>
        Position is { Mark.IsNone: false, Liquidation.IsNone: false } p && !p.Size.IsZero
            ? Math.Abs(p.Liquidation.Value - p.Mark.Value) / p.Mark.Value * 100m
            : null;

    /// <summary>What an order may be worth at its cap, with room for a fee that the connection reserves beside it.</summary>
    internal Notional QuoteFor(Instrument rules) => new(FreeQuote.Value / (1m + Math.Max(rules.TakerFee.Value, 0m)));

    internal SessionView Copy() => (SessionView)MemberwiseClone();

    // What was bought since the last read is not free any more; what was sold counts only once the venue shows it.
    internal void Take(StrategyInput.FactsArrived arrived, decimal leverage)
    {
        foreach (var numbered in arrived.Facts)
        {
            if (numbered.SymbolOffset <= _factsSeen)
                continue;
            _factsSeen = numbered.SymbolOffset;
            if (numbered.Fact is not AccountFact.Trade trade)
                continue;
            var value = trade.Price * trade.Quantity;
            if (!arrived.Venue.IsSpot())
                FreeQuote -= trade.Side == Side.Sell ? value * (1m / Math.Max(leverage, 1m)) : Notional.Zero;
            else if (trade.Side == Side.Buy)
                FreeQuote -= value;
            else
                FreeBase -= trade.Quantity;
        }
    }

    internal void Take(StrategyInput.SessionChanged changed)
    {
        (Ready, Why, Clock) = (changed.Ready, changed.Why, changed.Clock);
        Instrument = changed.Instrument ?? Instrument;
        FundsKnown = FundsKnown && changed.Ready;
    }

    internal void Take(StrategyInput.FundsSeen funds) =>
        (FreeQuote, FreeBase, Position, Clock, FundsKnown) = (funds.FreeQuote, funds.FreeBase, funds.Position, funds.Clock, true);
}
