using System.Collections.Immutable;
using Arbitrage.Actors;
using Arbitrage.Actors.Journal;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Cli.Journal;

/// <summary>Gathers the story of one pair from the journals of all actors: two readings, one for its orders, one for everything about them.</summary>
internal sealed class TradeStoryTeller
{
    private readonly string _strategy;
    private readonly long _pair;
    private readonly HashSet<string> _orders = new(StringComparer.Ordinal);
    private readonly HashSet<long> _leases = [];
    private readonly List<StoryStep> _steps = [];
    private readonly List<StoryFill> _fills = [];
    private readonly SortedDictionary<(Venue Venue, LedgerAccount Account, string Asset), (decimal Amount, int Rows)> _money = [];
    private StrategyEvent.LegsIntended? _intended;
    private StrategyEvent.PairEnded? _ended;
    private DateTimeOffset _endedAt = DateTimeOffset.MaxValue;

    private TradeStoryTeller(string strategy, long pair) => (_strategy, _pair) = (strategy, pair);

    /// <summary>The story of a pair; null when the strategy intended none under that number.</summary>
    public static TradeStory? Tell(JournalFile journal, string strategy, long pair)
    {
        var teller = new TradeStoryTeller(strategy, pair);
        teller.FindOrders(journal);
        if (teller._intended is null)
            return null;
        foreach (var stored in journal.ByOrder())
            teller.Take(stored);
        return new()
        {
            Strategy = strategy,
            Pair = pair,
            Intended = teller._intended,
            Ended = teller._ended,
            Orders = [.. teller._orders.Order(StringComparer.Ordinal)],
            Steps = [.. teller._steps],
            Fills = [.. teller._fills],
            Money = [.. teller._money.Select(m => new StoryMoney(m.Key.Venue, $"{m.Key.Account}", m.Key.Asset, m.Value.Amount, m.Value.Rows))],
        };
    }

    private void FindOrders(JournalFile journal)
    {
        foreach (var stored in journal.Of(_strategy, _pair))
        {
            switch (stored.Read())
            {
                case StrategyEvent.LegsIntended legs when stored.Sequence == _pair:
                    _intended = legs;
                    Add(legs.Orders);
                    break;
                case StrategyEvent.LadderStepped step:
                    Add(step.Orders);
                    break;
                case StrategyEvent.PairEnded ended when ended.Pair == _pair:
                    (_ended, _endedAt) = (ended, stored.At);
                    return;
                default:
                    if (_intended is null)
                        return;
                    break;
            }
        }
    }

    private void Add(ImmutableArray<OrderIntent> orders)
    {
        foreach (var order in orders)
        {
            _orders.Add(order.Id.Text);
            if (order.Lease is { } lease)
                _leases.Add(lease.Id);
        }
    }

    private void Take(StoredEvent stored)
    {
        switch (stored.Read())
        {
            case RiskGuardEvent.LeaseGranted e when _leases.Contains(e.LeaseId):
                Step(stored, null, $"the guard grants lease {e.LeaseId}: capital {e.Capital} and exposure {e.Exposure} USDT");
                break;
            case RiskGuardEvent.LeaseClosed e when _leases.Contains(e.LeaseId):
                Step(stored, null, $"the guard closes lease {e.LeaseId}: {e.CapitalInUse} USDT of capital and {e.ExposureInUse} of exposure stay in use");
                break;
            case StrategyEvent e when stored.PersistenceId == _strategy:
                OfStrategy(stored, e);
                break;
            case ConnectionEvent e:
                OfConnection(stored, e);
                break;
            case LedgerEvent.Booked { Fact.Fact: AccountFact.Trade { Order: { } id } trade } e when _orders.Contains(id.Text):
                Book(stored, e, trade);
                break;
            default:
                break;
        }
    }

    private void OfStrategy(StoredEvent stored, StrategyEvent happened)
    {
        switch (happened)
        {
            case StrategyEvent.LeaseHeld e when _leases.Contains(e.Token.Id):
                Step(stored, null, $"holds lease {e.Token.Id} until {Clock(e.Token.ExpiresAt)}: {Domain.Units.Notional.Min(e.Capital, e.Exposure)} USDT");
                break;
            case StrategyEvent.LegsIntended e when stored.Sequence == _pair:
                Step(stored, null, $"intends {e.Purpose}: {string.Join(" and ", e.Orders.Select(Text))}; expects {e.Seen.Estimated.Value:0.######} USDT");
                break;
            case StrategyEvent.LadderStepped e when IsInside(stored):
                Step(stored, null, $"ladder {e.Step}: {e.Reason}{(e.Orders.IsEmpty ? "" : "; " + string.Join(" and ", e.Orders.Select(Text)))}");
                break;
            case StrategyEvent.OrderAnswered e when Its(e.Id):
                Step(stored, e.Id.Text, $"is told: {Text(e.Answer)}");
                break;
            case StrategyEvent.OrderDoubted e when Its(e.Id):
                Step(stored, e.Id.Text, $"in doubt: {e.Why}");
                break;
            case StrategyEvent.OutcomeSeen e when Its(e.Id):
                Step(stored, e.Id.Text, $"is told the outcome: {Text(e.Outcome)}");
                break;
            case StrategyEvent.FactBooked { Fact.Fact: AccountFact.Trade { Order: { } id } trade } when Its(id):
                Step(stored, id.Text, $"counts fill {trade.TradeId}");
                break;
            case StrategyEvent.PhaseEntered e when IsInside(stored) || (stored.Sequence >= _pair - 2 && stored.Sequence < _pair):
                Step(stored, null, $"enters {e.Phase.Display()}: {e.Reason}");
                break;
            case StrategyEvent.PairEnded e when e.Pair == _pair:
                Step(stored, null, $"the pair is final: {e.Result}, P&L {e.Pnl.Value:0.######} USDT after {e.Fees.Value:0.######} of fees, expected {e.Estimated.Value:0.######}");
                break;
            default:
                break;
        }
    }

    private void OfConnection(StoredEvent stored, ConnectionEvent happened)
    {
        switch (happened)
        {
            case ConnectionEvent.Claimed e when Its(e.Intent.Id):
                Step(stored, e.Intent.Id.Text,
                    $"claims it as incarnation {e.Incarnation}, to be sent once: {e.Reserved.Amount} {e.Reserved.Asset} set aside, clock {Ms(e.Clock.Offset)} ms off, known to {Ms(e.Clock.ErrorBound)} ms");
                break;
            case ConnectionEvent.Refused e when Its(e.Intent.Id):
                Step(stored, e.Intent.Id.Text, $"refuses it, never sent: {e.Reason}");
                break;
            case ConnectionEvent.Voided e when Its(e.Intent.Id):
                Step(stored, e.Intent.Id.Text, $"voids it, never sent: by epoch {e.By}");
                break;
            case ConnectionEvent.Inherited e when Its(e.Intent.Id):
                Step(stored, e.Intent.Id.Text, "takes it over from before a restore: unknown, never sent again");
                break;
            case ConnectionEvent.Acknowledged e when Its(e.Id):
                Step(stored, e.Id.Text, $"the venue has it as {e.VenueOrderId}");
                break;
            case ConnectionEvent.Doubted e when Its(e.Id):
                Step(stored, e.Id.Text, $"its outcome is UNKNOWN: {e.Why}");
                break;
            case ConnectionEvent.Progressed e when Its(e.Id):
                Step(stored, e.Id.Text, $"the venue says {e.Filled} filled for {e.Notional}{(e.Ended ? ", ended" : "")}");
                break;
            case ConnectionEvent.FactBooked { Fact.Fact: AccountFact.Trade { Order: { } id } t } e when Its(id):
                Step(stored, id.Text,
                    $"fill {t.TradeId}: {Verb(t.Side)} {t.Quantity} at {t.Price}, fee {Plain(t.Fee)} {t.FeeAsset}{(t.Maker ? ", maker" : "")}; fact {e.Fact.Offset} of the account");
                _fills.Add(new(
                    id.Text, VenueOf(stored.PersistenceId), t.TradeId, t.Side, t.Quantity.Value, t.Price.Value, t.Fee, t.FeeAsset.Text, t.Maker, t.AtVenue));
                break;
            case ConnectionEvent.Finished e when Its(e.Id):
                Step(stored, e.Id.Text, $"final: {Text(e.Outcome)}, all fills behind it booked");
                break;
            default:
                break;
        }
    }

    private void Book(StoredEvent stored, LedgerEvent.Booked booked, AccountFact.Trade trade)
    {
        var venue = VenueOf(stored.PersistenceId);
        Step(stored, trade.Order!.Value.Text, $"books fill {trade.TradeId}: "
            + string.Join(", ", booked.Entries.Select(e => $"{e.Account} {(e.Amount > 0m ? "+" : "")}{Plain(e.Amount)} {e.Asset}")));
        foreach (var entry in booked.Entries)
        {
            var (amount, rows) = _money.GetValueOrDefault((venue, entry.Account, entry.Asset.Text));
            _money[(venue, entry.Account, entry.Asset.Text)] = (amount + entry.Amount, rows + 1);
        }
    }

    private void Step(StoredEvent stored, string? order, string what) =>
        _steps.Add(new(stored.At, stored.PersistenceId, stored.Sequence, order, what, EventJson.Of(stored.Read())));

    private bool Its(ClientOrderId id) => _orders.Contains(id.Text);

    private bool IsInside(StoredEvent stored) => stored.Sequence > _pair && stored.At <= _endedAt;

    private static Venue VenueOf(string persistenceId) => Domain.Markets.Venues.All.First(
        v => persistenceId == PersistenceIds.Connection(v) || persistenceId == PersistenceIds.Ledger(v));

    private static string Text(OrderIntent order) =>
        $"{Verb(order.Side)} {order.Quantity} at {order.Venue.Key()} {(order.Side == Side.Buy ? "for at most" : "for at least")} {order.Cap} ({order.Id}"
        + $"{(order.ReduceOnly ? ", reduce only" : "")}, not after {Clock(order.NotAfter)})";

    private static string Text(IntentAnswer answer) => answer switch
    {
        IntentAnswer.Claimed => "claimed",
        IntentAnswer.Refused refused => $"refused, {refused.Reason}",
        _ => "voided",
    };

    private static string Text(OrderOutcome outcome) => outcome switch
    {
        OrderOutcome.NotSent e => $"not sent, {e.Reason}",
        OrderOutcome.Rejected e => $"rejected, {e.Reason}: {e.Text}",
        OrderOutcome.Ended e => $"ended, {e.Filled} filled for {e.Notional}",
        _ => "no effect",
    };

    private static string Verb(Side side) => side == Side.Buy ? "buy" : "sell";

    private static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture);

    private static string Ms(TimeSpan span) => FormattableString.Invariant($"{span.TotalMilliseconds:0.#}");

    private static string Plain(decimal value) => FormattableString.Invariant($"{value / 1.0000000000000000000000000000m}");
}
