using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>
/// Windows over one direction of the spread, kept so that a quiet tick only multiplies and compares: everything that needs a division is
/// done when a session changes or a sample of the return cost is due.
/// </summary>
public sealed class SpreadView
{
    private readonly SpreadDirection _direction;
    private readonly StrategySettings _settings;
    private readonly ReturnCostWindow _returns;
    private readonly PersistenceWindow _persistence;
    private readonly decimal _exitThreshold;
    private (Rate Buy, Rate Sell, decimal Expected)? _priced;
    private decimal _exitRatio, _exitFloor;
    private decimal _overdueRatio, _overdueFloor;
    private decimal _entryFloor;
    private uint _skips;
    private bool _episode;

    internal SpreadView(SpreadDirection direction, StrategySettings settings)
    {
        _direction = direction;
        _settings = settings;
        _exitThreshold = settings.ExitThresholdPct / 100m;
        _returns = new(settings.ReturnCostWindow);
        _persistence = new(settings.ConfirmWindow);
    }

    /// <summary>Expected return cost as a fraction: the larger of the exit threshold and the trailing median (requirement B4).</summary>
    public decimal ExpectedReturnCost => Math.Max(_exitThreshold, _returns.Median);

    /// <summary>Trailing median of the return cost, fraction.</summary>
    public decimal MedianReturnCost => _returns.Median;

    /// <summary>Samples behind the median.</summary>
    public int ReturnSamples => _returns.Count;

    /// <summary>What the gross edge has to pay before the entry threshold: fees of both legs and, on the round-trip basis, the return; fraction.</summary>
    public decimal Costs { get; private set; }

    /// <summary>
    /// Bid at which selling one unit, fees included, still gives the entry threshold over an ask of 1; zero while rules are missing. A bid above
    /// ask x this is an opportunity. Slightly stricter than adding up the rates, so that exact money keeps the promise.
    /// </summary>
    public decimal EntryRatio { get; private set; }

    /// <summary>Least bid of the cheap venue for an ask of 1 at the dear one at which bringing base back is within its limit.</summary>
    /// <param name="overdue">The limit is `max_return_cost_pct` instead of the exit threshold.</param>
    public decimal ReturnRatio(bool overdue) => overdue ? _overdueRatio : _exitRatio;

    /// <summary>Share of the confirm window in which the top of the books was an opportunity.</summary>
    public decimal Persistence(DateTimeOffset now) => _persistence.Share(now);

    /// <summary>The top of the books is an opportunity now.</summary>
    public bool IsAbove => _persistence.Holds;

    internal void Observe(StrategyView view)
    {
        var (buy, sell) = (view.BookAt(_direction.BuyVenue()), view.BookAt(_direction.SellVenue()));
        var usable = buy.IsUsable && sell.IsUsable;
        if (usable && _returns.IsDue(view.Now))
        {
            _returns.Add(ReturnCost(view, ReferenceQuantity(view, buy)), view.Now);
            Reprice(view);
        }

        var above = usable && EntryRatio > 0m && Reaches(sell.BestBid, buy.BestAsk, EntryRatio, _entryFloor);
        _persistence.Note(above, view.Now);
        if (!above)
            (_episode, _skips) = (false, 0);
    }

    internal void Reprice(StrategyView view)
    {
        if (view.SessionAt(_direction.BuyVenue()).Instrument is not { } buy || view.SessionAt(_direction.SellVenue()).Instrument is not { } sell)
            return;
        var expected = _settings.ProfitBasis == ProfitBasis.RoundTrip ? ExpectedReturnCost : 0m;
        // The median of many samples rarely moves.
        if (_priced == (buy.TakerFee, sell.TakerFee, expected))
            return;
        _priced = (buy.TakerFee, sell.TakerFee, expected);
        // r = ask / bid - 1 + fees <= limit, solved for the bid.
        var fees = buy.TakerFee.Value + sell.TakerFee.Value;
        _exitRatio = 1m / (1m + _exitThreshold - fees);
        _overdueRatio = 1m / (1m + (_settings.MaxReturnCostPct / 100m) - fees);
        Costs = fees + expected;
        EntryRatio = ((1m / (1m - buy.TakerFee.Value)) + expected + (_settings.EntryThresholdPct / 100m)) / (1m - sell.TakerFee.Value);
        (_exitFloor, _overdueFloor, _entryFloor) = (Floor(_exitRatio), Floor(_overdueRatio), Floor(EntryRatio));
    }

    /// <summary>
    /// Cost of bringing base back now, as a fraction: VWAP ask of the dear venue / VWAP bid of the cheap venue - 1, plus the fees of the
    /// return legs. The way back of a direction sells where it bought.
    /// </summary>
    internal decimal ReturnCost(StrategyView view, Quantity size)
    {
        var (cheap, dear) = (_direction.BuyVenue(), _direction.SellVenue());
        var sold = view.BookAt(cheap).Take(Side.Sell, size);
        var bought = view.BookAt(dear).Take(Side.Buy, size);
        if (sold.Filled.IsZero || bought.Filled.IsZero)
            return decimal.MaxValue;
        var fees = (view.SessionAt(cheap).Instrument?.TakerFee.Value ?? 0m) + (view.SessionAt(dear).Instrument?.TakerFee.Value ?? 0m);
        // ask / bid with each VWAP = notional / filled, in one division.
        return (bought.Notional.Value * sold.Filled.Value / (bought.Filled.Value * sold.Notional.Value)) - 1m + fees;
    }

    /// <summary>The top of the books lets base be brought back within the limit: multiplies only.</summary>
    internal bool ReturnPays(StrategyView view, bool overdue)
    {
        var (cheap, dear) = (view.BookAt(_direction.BuyVenue()), view.BookAt(_direction.SellVenue()));
        var ratio = ReturnRatio(overdue);
        return ratio > 0m && cheap.IsUsable && dear.IsUsable && Reaches(cheap.BestBid, dear.BestAsk, ratio, overdue ? _overdueFloor : _exitFloor);
    }

    internal bool BeginEpisode()
    {
        var first = !_episode;
        _episode = true;
        return first;
    }

    internal bool FirstSkip(SkipReason reason)
    {
        var bit = 1u << (int)reason;
        var first = (_skips & bit) == 0;
        _skips |= bit;
        return first;
    }

    // A ratio is a quotient of 28 digits, and a product with it rounds, which costs as much as a division. A bid below the product with the ratio cut
    // off after six digits is below the whole product too, and on a quiet tick nothing else is looked at.
    private static bool Reaches(Price bid, Price ask, decimal ratio, decimal floor) =>
        bid.Value >= ask.Value * floor && bid.Value >= ask.Value * ratio;

    private static decimal Floor(decimal ratio) => decimal.Floor(ratio * 1_000_000m) * 0.000001m;

    private static Quantity ReferenceQuantity(StrategyView view, Book buy) => new(view.ReferenceSize.Value / buy.BestAsk.Value);
}
