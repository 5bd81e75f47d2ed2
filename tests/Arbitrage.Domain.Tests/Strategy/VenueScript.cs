using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>What a scripted venue does with the next orders.</summary>
public enum Reply
{
    /// <summary>Claims, fills what the book gives within the cap (times the fill share), tells facts and outcome.</summary>
    Fill,

    /// <summary>Claims and says nothing more until told to.</summary>
    Silence,

    /// <summary>Claims, then says that it does not know.</summary>
    Doubt,

    /// <summary>Refuses without sending.</summary>
    Refuse,

    /// <summary>The venue rejects.</summary>
    Reject,

    /// <summary>Loses the message.</summary>
    Lose,
}

/// <summary>Connection and venue of one account, as a script: answers what a strategy tells it, keeps balances and facts.</summary>
public sealed class VenueScript(Venue venue, StrategySettings settings, Instrument rules)
{
    private readonly List<NumberedFact> _facts = [];
    private readonly Dictionary<ClientOrderId, StrategyInput> _answers = [];
    private readonly Dictionary<ClientOrderId, OrderIntent> _open = [];
    private readonly HashSet<ClientOrderId> _seen = [];
    private int _trades;

    public Venue Venue { get; } = venue;

    public Instrument Rules { get; set; } = rules;

    public Reply Reply { get; set; } = Reply.Fill;

    /// <summary>Replies for the next orders, before <see cref="Reply"/> applies.</summary>
    public Queue<Reply> Next { get; } = new();

    /// <summary>Share of what the book would give that is filled.</summary>
    public decimal FillShare { get; set; } = 1m;

    public VenueReject RejectReason { get; set; } = VenueReject.Other;

    public bool Ready { get; set; } = true;

    public bool Mute { get; set; }

    public Notional Quote { get; set; } = new(10_000m);

    public Quantity Base { get; set; }

    public Price Mark { get; set; } = new(1m);

    public Price Liquidation { get; set; }

    public ClockReading Clock { get; set; } = new(TimeSpan.Zero, TimeSpan.FromMilliseconds(10));

    public Epoch Epoch { get; set; }

    /// <summary>Orders taken, in order.</summary>
    public List<OrderIntent> Taken { get; } = [];

    public List<ClientOrderId> Confirmed { get; } = [];

    public List<ClientOrderId> Cancelled { get; } = [];

    public Book Book { get; } = new();

    /// <summary>Claimed orders without an outcome.</summary>
    public IReadOnlyList<ClientOrderId> OpenIds => [.. _open.Keys.Order()];

    public long LastOffset => _facts.Count;

    public StrategyInput Session() => Ready
        ? new StrategyInput.SessionChanged(Venue, true, "", Rules, Clock)
        : new StrategyInput.SessionChanged(Venue, false, "down", null, Clock);

    public StrategyInput Funds() => Venue.IsSpot()
        ? new StrategyInput.FundsSeen(Venue, Quote, Base, null, Clock)
        : new StrategyInput.FundsSeen(Venue, Quote, default, Base.IsZero ? null : Position(), Clock);

    /// <summary>What the connection answers to a message; empty when mute.</summary>
    public IEnumerable<StrategyInput> Hear(ConnectionInput input)
    {
        if (Mute)
            return [];
        switch (input)
        {
            case ConnectionInput.RaiseEpoch raise:
                var first = raise.Epoch != Epoch;
                Epoch = raise.Epoch > Epoch ? raise.Epoch : Epoch;
                var ack = new StrategyInput.EpochAcknowledged(Venue, Epoch, [.. _open.Keys.Order()]);
                return first ? [ack, Session(), Funds()] : [ack];
            case ConnectionInput.PullSymbolFacts pull:
                ImmutableArray<NumberedFact> facts = [.. _facts.Where(f => f.SymbolOffset > pull.After)];
                return facts.IsEmpty ? [] : [new StrategyInput.FactsArrived(Venue, facts)];
            case ConnectionInput.ConfirmOutcomes confirm:
                Confirmed.AddRange(confirm.Ids);
                return [];
            case ConnectionInput.Cancel cancel:
                Cancelled.Add(cancel.Id);
                return [];
            case ConnectionInput.Submit submit:
                return Submit(submit.Intent);
            case ConnectionInput.Void voided:
                return Known(voided.Intent.Id) ?? Answer(voided.Intent.Id, IntentAnswer.Voided.Instance);
            default:
                throw new InvalidOperationException($"{input}");
        }
    }

    public IEnumerable<StrategyInput> Submit(OrderIntent intent)
    {
        if (Known(intent.Id) is { } known)
            return known;
        var reply = Next.Count > 0 ? Next.Dequeue() : Reply;
        if (reply == Reply.Lose)
            return [];
        if (reply == Reply.Refuse)
            return Answer(intent.Id, new IntentAnswer.Refused(RefusalReason.Budget));
        _seen.Add(intent.Id);
        Taken.Add(intent);
        var claimed = new StrategyInput.IntentAnswered(Venue, intent.Id, IntentAnswer.Claimed.Instance);
        switch (reply)
        {
            case Reply.Silence:
                _open.Add(intent.Id, intent);
                return [claimed];
            case Reply.Doubt:
                _open.Add(intent.Id, intent);
                return [claimed, new StrategyInput.OrderInDoubt(Venue, intent.Id, "timeout")];
            case Reply.Reject:
                return [claimed, .. End(intent.Id, new OrderOutcome.Rejected(RejectReason, "no"))];
            default:
                return [claimed, .. Execute(intent)];
        }
    }

    /// <summary>Ends a silent or doubtful order now: filled by the book.</summary>
    public IEnumerable<StrategyInput> FillOpen(ClientOrderId id) => Execute(_open[id]);

    /// <summary>Ends a silent or doubtful order now: it had no effect.</summary>
    public IEnumerable<StrategyInput> NoEffect(ClientOrderId id)
    {
        _open.Remove(id);
        return End(id, OrderOutcome.NoEffect.Instance);
    }

    /// <summary>A fact that no order of ours explains, or an opening.</summary>
    public StrategyInput Tell(AccountFact fact)
    {
        var numbered = new NumberedFact(_facts.Count + 1, _facts.Count + 1, fact);
        _facts.Add(numbered);
        return new StrategyInput.FactsArrived(Venue, [numbered]);
    }

    /// <summary>A trade on the account by somebody else: the venue, a person, or an order of ours after its end.</summary>
    public StrategyInput Trade(Side side, Quantity quantity, Price price, TradeCause cause, ClientOrderId? order = null)
    {
        Base += quantity * side.Sign();
        Quote += price * quantity * -side.Sign();
        return Tell(Fill(side, quantity, price, 0m, Asset.Usdt, cause, order));
    }

    private List<StrategyInput> Execute(OrderIntent intent)
    {
        _open.Remove(intent.Id);
        var (left, filled, paid) = (intent.Quantity.Value * FillShare, 0m, 0m);
        var answers = new List<StrategyInput>();
        left -= left % Rules.Lot.Value;
        foreach (var level in intent.Side == Side.Buy ? Book.Asks.ToArray() : Book.Bids.ToArray())
        {
            var within = intent.Side == Side.Buy ? level.Price <= intent.Cap : level.Price >= intent.Cap;
            if (left <= 0m || !within)
                break;
            var size = Math.Min(left, level.Quantity.Value);
            left -= size;
            filled += size;
            paid += size * level.Price.Value;
            var inBase = Venue.IsSpot() && intent.Side == Side.Buy;
            var fee = (inBase ? size : size * level.Price.Value) * Rules.TakerFee.Value;
            var trade = Fill(
                intent.Side, new(size), level.Price, fee, inBase ? settings.Symbol.Base : Asset.Usdt, TradeCause.Own, intent.Id);
            Base += trade.BaseChange;
            Quote += new Notional((-intent.Side.Sign() * size * level.Price.Value) - (inBase ? 0m : fee));
            answers.Add(Tell(trade));
        }

        answers.AddRange(End(intent.Id, new OrderOutcome.Ended(new(filled), new(paid))));
        answers.Add(Funds());
        return answers;
    }

    private AccountFact.Trade Fill(
        Side side, Quantity size, Price price, decimal fee, Asset feeAsset, TradeCause cause, ClientOrderId? order) => new(
        $"trade:{Venue.Key()}{++_trades}", settings.Symbol, DateTimeOffset.UnixEpoch, $"{_trades}", $"v{_trades}", order, side, price, size,
        fee, feeAsset, false, cause);

    private IEnumerable<StrategyInput>? Known(ClientOrderId id) => _answers.TryGetValue(id, out var answer)
        ? answer is StrategyInput.IntentAnswered ? [answer] : [new StrategyInput.IntentAnswered(Venue, id, IntentAnswer.Claimed.Instance), answer]
        : _seen.Contains(id) ? [new StrategyInput.IntentAnswered(Venue, id, IntentAnswer.Claimed.Instance)] : null;

    private StrategyInput[] Answer(ClientOrderId id, IntentAnswer answer)
    {
        _answers[id] = new StrategyInput.IntentAnswered(Venue, id, answer);
        return [_answers[id]];
    }

    private StrategyInput[] End(ClientOrderId id, OrderOutcome outcome)
    {
        _answers[id] = new StrategyInput.OrderFinished(Venue, id, outcome, LastOffset);
        return [_answers[id]];
    }

    private PositionReport Position() => new(
        settings.Symbol, Base, Mark, Mark, Liquidation, new(Math.Abs(Base.Value) * Mark.Value / 2m), settings.FuturesLeverage, true);
}
