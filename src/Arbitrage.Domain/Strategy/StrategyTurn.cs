using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>
/// One decision in the making: events are applied as they are recorded, so each rule sees what the rules before it decided. Lives for one
/// call of `Decide`.
/// </summary>
internal sealed class StrategyTurn(StrategySettings settings, string tag, StrategyState state, StrategyView view, DateTimeOffset now)
{
    private readonly ImmutableArray<StrategyEvent>.Builder _events = ImmutableArray.CreateBuilder<StrategyEvent>(0);
    private readonly ImmutableArray<StrategyEffect>.Builder _effects = ImmutableArray.CreateBuilder<StrategyEffect>(0);

    public StrategySettings Settings { get; } = settings;

    public StrategyState State { get; private set; } = state;

    public StrategyView View { get; } = view;

    public DateTimeOffset Now { get; } = now;

    public StrategyPhase Phase => State.Phase;

    public TimeSpan InPhase => Now - State.PhaseSince;

    public long NextSequence => State.Sequence + 1;

    public Decision<StrategyEvent, StrategyEffect> Close() =>
        _events.Count == 0 && _effects.Count == 0
            ? Decision<StrategyEvent, StrategyEffect>.Nothing
            : new(_events.ToImmutable(), _effects.ToImmutable());

    public void Record(StrategyEvent happened)
    {
        State = StrategyFold.Apply(State, happened, NextSequence);
        _events.Add(happened);
    }

    public void Enter(StrategyPhase phase, string reason) => Record(new StrategyEvent.PhaseEntered(phase, reason, Now));

    public void Do(StrategyEffect effect) => _effects.Add(effect);

    public void Tell(Venue venue, ConnectionInput input) => Do(new StrategyEffect.TellConnection(venue, input));

    public void Tell(RiskGuardInput input) => Do(new StrategyEffect.TellGuard(input));

    public void Alert(string code, string text) => Do(new StrategyEffect.Alert(code, $"{Settings.Symbol}: {text}"));

    public void Pull(Venue venue) =>
        Tell(venue, new ConnectionInput.PullSymbolFacts(Settings.Symbol, State.Accounts[venue].Cursor));

    /// <summary>Id of an order; the pair's id is the sequence number of its `LegsIntended`.</summary>
    public ClientOrderId IdOf(long pair, int order) =>
        ClientOrderId.For(State.Epoch.Generation, tag, pair, (char)('a' + order));

    /// <summary>Rules of the symbol at a venue, when known.</summary>
    public Instrument? Rules(Venue venue) => View.SessionAt(venue).Instrument;

    /// <summary>An order as it will be journaled. One that adds risk carries the held lease and ends with it.</summary>
    public OrderIntent Order(long pair, int number, Venue venue, Side side, Quantity quantity, Price cap, RiskClass risk, bool reduceOnly = false)
    {
        var lease = risk == RiskClass.AddsRisk ? State.Lease.Held?.Token : null;
        var until = Now + Settings.IntentTtl;
        if (lease is not null && lease.ExpiresAt < until)
            until = lease.ExpiresAt;
        return new(
            IdOf(pair, number), venue, Settings.Symbol, State.Epoch, side, OrderKind.ImmediateOrCancel, quantity, cap, reduceOnly, risk,
            until + View.SessionAt(venue).Clock.Offset, lease);
    }

    /// <summary>Journals a pair and sends its orders once that is durable.</summary>
    public void Intend(
        PairPurpose purpose, Venue sellVenue, Venue buyVenue, Quantity size, ImmutableArray<OrderIntent> orders, DecisionSeen seen)
    {
        Record(new StrategyEvent.LegsIntended(purpose, sellVenue, buyVenue, size, orders, seen, Now));
        foreach (var order in orders)
            Do(new StrategyEffect.SubmitOrder(order));
    }

    /// <summary>
    /// The session takes orders that add risk: all that <see cref="CanReduce"/> asks for, and a clock within its bound.
    /// </summary>
    public bool CanTrade(Venue venue) => CanReduce(venue) && View.SessionAt(venue).Clock.ErrorBound <= Settings.ClockErrorMax;

    /// <summary>
    /// The session takes orders that reduce: up, acknowledged, rules known. Up in the journal too: the view runs ahead of it while inputs wait behind a
    /// write, and the size of a contract comes with the event. A clock in doubt does not keep anybody from getting out.
    /// </summary>
    public bool CanReduce(Venue venue) =>
        View.SessionAt(venue) is { Ready: true, Instrument: not null } && State.Accounts[venue] is { Acknowledged: true, Up: true };

    /// <summary>A book that may be decided on (I10).</summary>
    public bool IsFresh(Venue venue)
    {
        var book = View.BookAt(venue);
        return book.IsUsable && Now - book.AliveAt <= Settings.StaleAfter;
    }

    /// <summary>All three connections and the guard know this incarnation, and nothing of an older one is unresolved.</summary>
    public bool IsReconciled
    {
        get
        {
            if (!State.Recovery.GuardConfirmed || State.AnyOrderLive)
                return false;
            foreach (var venue in Venues.All)
            {
                if (!State.Accounts[venue].Acknowledged || !CanTrade(venue) || !View.SessionAt(venue).FundsKnown)
                    return false;
            }

            return true;
        }
    }

    /// <summary>The strategy's own reasons for an error that counts.</summary>
    public void Fail(string reason)
    {
        Record(new StrategyEvent.ErrorSeen(reason, Now));
        if (Phase == StrategyPhase.ErrorRecovery)
            return;
        Enter(StrategyPhase.ErrorRecovery, reason);
        Recovery.Begin(this, reason);
    }

    /// <summary>Halts the symbol here and at the guard.</summary>
    public void Halt(string reason)
    {
        if (State.Mode.HaltReason is null)
            Record(new StrategyEvent.HaltSet(reason, Now));
        Tell(new RiskGuardInput.Kill(Settings.Symbol, TradingMode.Halted, "strategy", reason));
        Alert("halted", reason);
    }

    /// <summary>Ends the strategy without a person: the hedge is kept.</summary>
    public void StopCritical(string reason)
    {
        if (State.Stop is not null)
            return;
        Record(new StrategyEvent.StopAsked(OnStop.KeepHedged, reason, true, Now));
        Alert("critical", reason);
    }

    /// <summary>What the books looked like, for the journal; edges and confidence are added by those who have them.</summary>
    public DecisionSeen Seen(Notional estimated = default) => new(0m, 0m, 0m, 0m, 0m, 0m, 0m, 0m, 0, estimated, SeenBooks());

    public ImmutableArray<BookSeen> SeenBooks() =>
    [
        .. Venues.All.Select(v => (Venue: v, Book: View.BookAt(v))).Where(b => b.Book.Status != BookStatus.Empty).Select(b => new BookSeen(
            b.Venue, b.Book.Sequence, (long)(Now - b.Book.AliveAt).TotalMilliseconds, b.Book.BestBid, b.Book.BestAsk)),
    ];
}
