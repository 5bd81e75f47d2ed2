using System.Collections.Immutable;
using System.Diagnostics;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Step = Arbitrage.Domain.Running.Decision<
    Arbitrage.Domain.Connection.ConnectionEvent, Arbitrage.Domain.Connection.ConnectionEffect>;

namespace Arbitrage.Domain.Connection;

/// <summary>
/// One venue account: claims intents before they are sent, follows orders to a final outcome that rests on booked trades, resolves
/// what is UNKNOWN by evidence only, numbers the facts of the account, and reconciles before it lets new risk through
/// (ARCHITECTURE 4 to 6). The protocol of claims, epochs and voids is the one model-checked in `model/order.cpp`.
/// </summary>
public sealed partial class ConnectionMachine
    : IMachine<ConnectionState, ConnectionView, ConnectionInput, ConnectionEvent, ConnectionEffect>
{
    private readonly ConnectionSettings _settings;
    private readonly RequestRules _rules;

    /// <param name="settings">Of this account.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting that would divide by zero or never wait.</exception>
    public ConnectionMachine(ConnectionSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.FuturesLeverage, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.ReconcileEvery, TimeSpan.Zero, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.RequestTimeout, TimeSpan.Zero, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.DeadManCountdown, TimeSpan.Zero, nameof(settings));
        _settings = settings;
        _rules = RequestRules.Of(settings);
        _reconcile = new(ReadEvery(settings));
        _readAgain = new(settings.RequestTimeout);
        _deadMan = new(new TimeSpan(settings.DeadManCountdown.Ticks / 3));
        _prune = new(settings.KeysKept / 24);
    }

    /// <inheritdoc/>
    public ConnectionState Initial => ConnectionState.Empty;

    /// <inheritdoc/>
    public void Observe(ConnectionView view, ConnectionInput input) => view.Observe(input, _settings, _rules);

    /// <summary>What the decision asks the venue for is spent, and what it postponed waits.</summary>
    public void Decided(
        ConnectionState state, ConnectionView view, ConnectionInput input, Decision<ConnectionEvent, ConnectionEffect> decision) =>
        Spend(state, view.Requests!, input, decision);

    /// <inheritdoc/>
    public ConnectionState Apply(ConnectionState state, ConnectionEvent happened, long sequence) => state.After(happened, _settings.Venue);

    /// <summary>A new incarnation: what it finds claimed without outcome is UNKNOWN, and no strategy may count with the session.</summary>
    public Step Recovered(ConnectionState state, long nextSequence, DateTimeOffset now)
    {
        var draft = new ConnectionDraft(_settings, _rules, state, new(), now);
        draft.Add(new ConnectionEvent.IncarnationStarted(nextSequence, now));
        foreach (var symbol in _settings.Symbols)
            TellSession(draft, symbol);
        foreach (var entry in draft.State.Unfinished)
            Retell(draft, entry);
        return draft.ToDecision();
    }

    /// <inheritdoc/>
    public Step Decide(ConnectionState state, ConnectionView view, ConnectionInput input)
    {
        var draft = new ConnectionDraft(_settings, _rules, state, view, input.Now);
        switch (input)
        {
            case ConnectionInput.Submit i: Submit(draft, i.Intent); break;
            case ConnectionInput.Void i: Void(draft, i.Intent, i.By); break;
            case ConnectionInput.RaiseEpoch i: RaiseEpoch(draft, i); break;
            case ConnectionInput.Cancel i: Cancel(draft, i.Id); break;
            case ConnectionInput.ConfirmOutcomes: break; // noted by the view; forgotten in batches by the tick
            case ConnectionInput.Adopt i: Adopt(draft, i); break;
            case ConnectionInput.PullFacts i: PullFacts(draft, i.After); break;
            case ConnectionInput.PullSymbolFacts i: PullSymbolFacts(draft, i); break;
            case ConnectionInput.SessionOpened i: SessionOpened(draft, i); break;
            case ConnectionInput.SessionLost: TellAllSessions(draft); break;
            case ConnectionInput.AuthenticationFailed i: AuthenticationFailed(draft, i.Text); break;
            case ConnectionInput.ClockMeasured: break;
            case ConnectionInput.CreateAnswered i: CreateAnswered(draft, i); break;
            case ConnectionInput.OrderReported i: OrderReported(draft, i.Report); break;
            case ConnectionInput.OrderNotFound: break; // alone it proves nothing (ARCHITECTURE 6)
            case ConnectionInput.TradeReported i: TradeReported(draft, i.Trade); break;
            case ConnectionInput.OpenOrdersRead i: OpenOrdersRead(draft, i); break;
            case ConnectionInput.TradesRead i: TradesRead(draft, i); break;
            case ConnectionInput.RowsRead i: RowsRead(draft, i); break;
            case ConnectionInput.AccountRead i: AccountRead(draft, i.Report); break;
            case ConnectionInput.ReadFailed: break; // asked again by the schedule; a stale account ends readiness
            case ConnectionInput.RequestObserved i: RequestObserved(draft, i.Seen); TellApi(draft, i); break;
            case ConnectionInput.ClockJumped i: ClockJumped(draft, i); break;
            case ConnectionInput.AccountHinted i: AccountHinted(draft, i); break;
            case ConnectionInput.ClockTicked: Tick(draft, view.WindowOf(input), view.MissedBy(input)); break;
            default: throw new UnreachableException($"{input}");
        }

        if (view.ClockBecameGood(input) is { } isGood)
            ClockJudged(draft, isGood);
        var isNews = view.BecameReady(input) is not null || view.ClockBecameGood(input) is not null || view.OffsetMoved(input);
        if (isNews && input is not ConnectionInput.SessionLost and not ConnectionInput.AuthenticationFailed)
            TellAllSessions(draft);
        return draft.ToDecision();
    }

    private static void TellAllSessions(ConnectionDraft draft)
    {
        foreach (var symbol in draft.Settings.Symbols)
            TellSession(draft, symbol);
    }

    private static void TellSession(ConnectionDraft draft, Symbol symbol)
    {
        var (view, limits) = (draft.View, draft.State.Limits);
        var isReady = view.IsReady && !limits.IsBanned(draft.Now);
        var why = limits.IsBanned(draft.Now) ? $"banned until {limits.BannedUntil:O}: {limits.BanReason}" : view.Why;
        draft.Tell(symbol, new StrategyInput.SessionChanged(
            draft.Settings.Venue, isReady, why, isReady ? view.Instruments.GetValueOrDefault(symbol) : null, draft.Clock ?? default));
        if (isReady)
            TellFunds(draft, symbol);
    }

    private static void TellFunds(ConnectionDraft draft, Symbol symbol)
    {
        var (state, view, venue) = (draft.State, draft.View, draft.Settings.Venue);
        if (view.Account is not { } account)
            return;
        var quote = ConnectionFunds.Free(state, view, symbol.Quote, withGains: false) ?? 0m;
        var coins = venue.IsSpot() ? ConnectionFunds.Free(state, view, symbol.Base, withGains: false) ?? 0m : 0m;
        draft.Tell(symbol, new StrategyInput.FundsSeen(
            venue, new(Math.Max(quote, 0m)), new(Math.Max(coins, 0m)), PositionOf(account, symbol), draft.Clock ?? default));
    }

    private static PositionReport? PositionOf(AccountReport account, Symbol symbol)
    {
        foreach (var position in account.Positions)
        {
            if (position.Symbol == symbol && !position.Size.IsZero)
                return position;
        }

        return null;
    }
}
