using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>
/// Volatile knowledge of one strategy: books, windows over them, sessions and funds. Filled by the driver (books, <see cref="Now"/>) and by
/// `Observe`; rebuilt after a restart, never journaled or hashed. The counters are metrics that no decision reads.
/// </summary>
public sealed class StrategyView
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(10);

    private readonly StrategySettings _settings;
    private readonly Book[] _books = [new(), new(), new()];
    private readonly SessionView[] _sessions = [new(), new(), new()];
    private readonly SpreadView[] _spreads;
    private readonly long[] _skipped = new long[Enum.GetValues<SkipReason>().Length];
    private DateTimeOffset _deltaChecked;

    /// <param name="settings">The same settings as the machine's.</param>
    public StrategyView(StrategySettings settings)
    {
        _settings = settings;
        _spreads = [new(SpreadDirection.BuyGateSellMexc, settings), new(SpreadDirection.BuyMexcSellGate, settings)];
    }

    /// <summary>Time of the latest input; set by the driver before each `BooksMoved`, taken from the others.</summary>
    public DateTimeOffset Now { get; set; }

    /// <summary>Opportunities that passed the net test, once per episode.</summary>
    public long Opportunities { get; private set; }

    /// <summary>`BooksMoved` seen.</summary>
    public long Ticks { get; private set; }

    /// <summary>The tick at this time asks again for what has no answer.</summary>
    internal DateTimeOffset AskAt { get; private set; }

    /// <summary>The tick at this time probes epochs and confirms what is booked.</summary>
    internal DateTimeOffset ProbeAt { get; private set; }

    /// <summary>The tick at this time checks delta whatever the cost budget says; the first comes a whole interval after a start.</summary>
    internal DateTimeOffset DeltaCheckAt { get; private set; }

    /// <summary>Figures that the guard was last told; null before the first time.</summary>
    internal StrategyFigures? Reported { get; set; }

    /// <summary>Book of a venue; the driver copies the slot into it.</summary>
    public Book BookAt(Venue venue) => _books[(int)venue - 1];

    /// <summary>Session of a venue.</summary>
    public SessionView SessionAt(Venue venue) => _sessions[(int)venue - 1];

    /// <summary>Spread windows of a direction.</summary>
    public SpreadView Spread(SpreadDirection direction) => _spreads[(int)direction - 1];

    /// <summary>Opportunities not taken for this reason, once per episode.</summary>
    public long Skipped(SkipReason reason) => _skipped[(int)reason];

    /// <summary>
    /// Edge of a direction at the top of the books in percent, less taker fees and, on the round-trip basis, expected return cost; null
    /// without two usable books. For display: divides.
    /// </summary>
    public decimal? NetEdgePct(SpreadDirection direction)
    {
        var (buy, sell) = (BookAt(direction.BuyVenue()), BookAt(direction.SellVenue()));
        if (!buy.IsUsable || !sell.IsUsable)
            return null;
        var gross = (sell.BestBid.Value - buy.BestAsk.Value) / buy.BestAsk.Value;
        return (gross - Spread(direction).Costs) * 100m;
    }

    /// <summary>Gross edge of a direction at the top of the books in percent; null without two usable books. For display: divides.</summary>
    public decimal? GrossEdgePct(SpreadDirection direction)
    {
        var (buy, sell) = (BookAt(direction.BuyVenue()), BookAt(direction.SellVenue()));
        return buy.IsUsable && sell.IsUsable ? (sell.BestBid.Value - buy.BestAsk.Value) / buy.BestAsk.Value * 100m : null;
    }

    /// <summary>
    /// What bringing back the inventory that a direction moved would cost at the top of the books, in percent, fees included; null without two
    /// usable books. For display: divides.
    /// </summary>
    public decimal? ReturnCostPct(SpreadDirection direction)
    {
        var (cheap, dear) = (BookAt(direction.BuyVenue()), BookAt(direction.SellVenue()));
        if (!cheap.IsUsable || !dear.IsUsable)
            return null;
        var fees = (SessionAt(direction.BuyVenue()).Instrument?.TakerFee.Value ?? 0m) + (SessionAt(direction.SellVenue()).Instrument?.TakerFee.Value ?? 0m);
        return ((dear.BestAsk.Value / cheap.BestBid.Value) - 1m + fees) * 100m;
    }

    /// <summary>Equity of a state on these books as the strategy itself marks it; null without fresh books. For display: divides.</summary>
    public Notional? EquityOf(StrategyState state) => Equity.Of(state, this, Now, _settings.StaleAfter);

    /// <summary>Lets the view take in an input.</summary>
    public void Observe(StrategyInput input)
    {
        if (input.Now > Now)
            Now = input.Now;
        switch (input)
        {
            case StrategyInput.BooksMoved:
                Ticks++;
                foreach (var spread in _spreads)
                    spread.Observe(this);
                break;
            case StrategyInput.ClockTicked:
                AskAt = input.Now - AskAt >= AskEvery ? input.Now : AskAt;
                ProbeAt = input.Now - ProbeAt >= ProbeEvery ? input.Now : ProbeAt;
                CheckDelta(input.Now);
                break;
            case StrategyInput.SessionChanged changed:
                SessionAt(changed.Venue).Take(changed);
                foreach (var spread in _spreads)
                    spread.Reprice(this);
                break;
            case StrategyInput.FundsSeen funds:
                SessionAt(funds.Venue).Take(funds);
                break;
            case StrategyInput.FactsArrived arrived:
                SessionAt(arrived.Venue).Take(arrived, _settings.FuturesLeverage);
                break;
            default:
                break;
        }
    }

    /// <summary>What the sessions tell now, as a value: an exploration goes back to it as often as it likes.</summary>
    public StrategyViewMoment Remember() => new(Now, [.. _sessions.Select(s => s.Copy())]);

    /// <summary>
    /// Goes back to a remembered moment. Books are the driver's to fill, and the next `BooksMoved` tells the spreads about them. The view asks
    /// and probes at its next tick. What windows hold stays: they are not part of a moment.
    /// </summary>
    public void Recall(StrategyViewMoment moment)
    {
        (Now, AskAt, ProbeAt) = (moment.Now, default, default);
        for (var i = 0; i < _sessions.Length; i++)
            _sessions[i] = moment.Sessions[i].Copy();
        foreach (var spread in _spreads)
            spread.Reprice(this);
    }

    // A rebalance that is due right after every start was a defect of the original.
    private void CheckDelta(DateTimeOffset now)
    {
        if (_deltaChecked == default)
            _deltaChecked = now;
        if (_settings.DeltaCheckEvery <= TimeSpan.Zero || now - _deltaChecked < _settings.DeltaCheckEvery)
            return;
        (_deltaChecked, DeltaCheckAt) = (now, now);
    }

    // Episodes: an opportunity counts once from its beginning to its end, and once per reason for which it was not taken.
    internal void NoteOpportunity(SpreadDirection direction)
    {
        if (Spread(direction).BeginEpisode())
            Opportunities++;
    }

    internal void NoteSkip(SpreadDirection direction, SkipReason reason)
    {
        if (Spread(direction).FirstSkip(reason))
            _skipped[(int)reason]++;
    }

    internal Notional ReferenceSize => _settings.BasePositionSize;
}

/// <summary>The sessions of a view at one moment; immutable, as nobody else has these copies.</summary>
public sealed class StrategyViewMoment
{
    internal StrategyViewMoment(DateTimeOffset now, SessionView[] sessions) => (Now, Sessions) = (now, sessions);

    /// <summary>Time of the latest input.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Session of a venue; not to be changed.</summary>
    public SessionView SessionAt(Venue venue) => Sessions[(int)venue - 1];

    internal SessionView[] Sessions { get; }
}
