using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Connection;

/// <summary>
/// What a connection knows only as long as it runs: session, rules, clock, last reads, and how far the reconciliation of this session
/// is. Rebuilt from the venue after a restart. One owner mutates it, through <see cref="ConnectionMachine.Observe"/>.
/// </summary>
public sealed class ConnectionView
{
    private const int ReadsKept = 64;
    private const int TradesReadsKept = 4;

    // More inputs than this never wait behind one write (MachineRunner.QueueLimit), so a mark is never dropped before it is read.
    private const int MarksKept = 16_384;

    private readonly List<AccountReport> _accounts = [];
    private readonly SortedDictionary<Symbol, ImmutableArray<ConnectionInput.TradesRead>> _trades = [];
    private readonly Dictionary<ConnectionInput, Mark> _marks = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<ConnectionInput> _marked = new();
    private readonly Dictionary<ClientOrderId, DateTimeOffset> _confirmed = [];
    private readonly SortedDictionary<Symbol, long> _cursors = [];
    private readonly SortedSet<Symbol> _tradesSeen = [];
    private readonly PushWatch _pushes = new();
    private ImmutableArray<AccountFact.Trade> _missed = [];
    private DateTimeOffset _ticked = DateTimeOffset.MinValue;
    private DateTimeOffset _forgetAt = DateTimeOffset.MinValue;
    private bool _ordersSeen;
    private bool _rowsSeen;
    private bool _accountSeen;

    private DateTimeOffset _clockAt = DateTimeOffset.MinValue;
    private DateTimeOffset _clockGoodUntil = DateTimeOffset.MinValue;
    private TimeSpan _offsetTold;
    private bool? _isClockGood;
    private RequestUsage? _requests;

    // A strategy stamps its orders with the offset it was told; so far off it may be before it is told again.
    private static readonly TimeSpan OffsetSlack = TimeSpan.FromMilliseconds(10);

    // What only the moment of observation knows, kept for the decision on the same input: inputs may wait behind a write.
    private sealed record Mark(
        DateTimeOffset PreviousTick, bool? BecameReady, bool? ClockBecameGood, bool OffsetMoved, ImmutableArray<AccountFact.Trade> Missed);

    /// <summary>Session up: rules loaded, private stream subscribed.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Session up, reconciled, and the last account read is not too old.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Why it is not ready; empty when it is.</summary>
    public string Why { get; private set; } = "not connected yet";

    /// <summary>Local time at which the session came up.</summary>
    public DateTimeOffset OpenedAt { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Rules by symbol; empty before the first session.</summary>
    public ImmutableSortedDictionary<Symbol, Instrument> Instruments { get; private set; } =
        ImmutableSortedDictionary<Symbol, Instrument>.Empty;

    /// <summary>Last clock measurement, as of when it was made; null before the first.</summary>
    public ClockReading? Clock { get; private set; }

    /// <summary>What was spent of the request budget lately, and what waits for room; null before the first input.</summary>
    public RequestUsage? Requests => _requests;

    /// <summary>Failed requests of this incarnation.</summary>
    public ApiHealth Api { get; } = new();

    /// <summary>The last clock measurement, its bound grown by its age: a clock that is not measured is trusted less and less.</summary>
    public ClockReading? ClockAt(DateTimeOffset now) => Clock is { } clock ? ClockEstimator.Aged(clock, now - _clockAt) : null;

    /// <summary>Last account read; null before the first.</summary>
    public AccountReport? Account => _accounts.Count > 0 ? _accounts[^1] : null;

    /// <summary>Account reads, oldest first, bounded.</summary>
    public IReadOnlyList<AccountReport> Accounts => _accounts;

    /// <summary>Last list of open orders; null before the first.</summary>
    public ConnectionInput.OpenOrdersRead? OpenOrders { get; private set; }

    /// <summary>The list before the last one.</summary>
    public ConnectionInput.OpenOrdersRead? PreviousOpenOrders { get; private set; }

    /// <summary>Last read of account rows; null before the first.</summary>
    public ConnectionInput.RowsRead? Rows { get; private set; }

    /// <summary>Reads that failed since the last one that did not.</summary>
    public int ReadsFailed { get; private set; }

    /// <summary>Offset that the ledger said it has booked.</summary>
    public long LedgerCursor { get; private set; }

    /// <summary>Symbol offset that its strategy said it has booked; zero before it said anything.</summary>
    public long CursorOf(Symbol symbol) => _cursors.GetValueOrDefault(symbol);

    /// <summary>Last reads of a symbol's trades, oldest first.</summary>
    public ImmutableArray<ConnectionInput.TradesRead> TradesOf(Symbol symbol) => _trades.GetValueOrDefault(symbol, []);

    /// <summary>True when the strategy said that it has booked the final outcome.</summary>
    public bool IsConfirmed(ClientOrderId id) => _confirmed.ContainsKey(id);

    internal TickWindow WindowOf(ConnectionInput tick) =>
        new(MarkOf(tick)?.PreviousTick ?? DateTimeOffset.MinValue, tick.Now);

    // Whether this very input made the session ready, or ended that; null when it changed nothing.
    internal bool? BecameReady(ConnectionInput input) => MarkOf(input)?.BecameReady;

    // Whether by this very input the clock came to be trusted, or no longer; null when it changed nothing.
    internal bool? ClockBecameGood(ConnectionInput input) => MarkOf(input)?.ClockBecameGood;

    internal bool OffsetMoved(ConnectionInput input) => MarkOf(input)?.OffsetMoved ?? false;

    // Trades that by this very tick are known to be lost on the stream.
    internal ImmutableArray<AccountFact.Trade> MissedBy(ConnectionInput tick) => MarkOf(tick)?.Missed ?? [];

    internal void Observe(ConnectionInput input, ConnectionSettings settings, RequestRules rules)
    {
        var (wasReady, previousTick, offset) = (IsReady, _ticked, _offsetTold);
        ObserveRequests(input, settings, rules);
        switch (input)
        {
            case ConnectionInput.SessionOpened o:
                Open(o);
                SetClock(o.Clock, o.Now, settings);
                _offsetTold = o.Clock.Offset; // everybody is told of the session
                offset = _offsetTold;
                break;
            case ConnectionInput.SessionLost l:
                (IsOpen, Why) = (false, l.Why);
                break;
            case ConnectionInput.AuthenticationFailed a:
                (IsOpen, Why) = (false, $"authentication failed: {a.Text}");
                break;
            case ConnectionInput.ClockMeasured c:
                SetClock(c.Clock, c.Now, settings);
                break;
            case ConnectionInput.PullFacts p:
                LedgerCursor = Math.Max(LedgerCursor, p.After);
                break;
            case ConnectionInput.PullSymbolFacts p:
                _cursors[p.Symbol] = Math.Max(_cursors.GetValueOrDefault(p.Symbol), p.After);
                break;
            case ConnectionInput.ConfirmOutcomes c:
                foreach (var id in c.Ids)
                    _confirmed[id] = c.Now;
                break;
            case ConnectionInput.ClockTicked:
                _ticked = input.Now;
                Forget(input.Now);
                _missed = _pushes.Missed(input.Now, settings.RequestTimeout);
                break;
            default:
                ObserveRead(input);
                break;
        }

        Settle(input, settings, wasReady, previousTick, offset);
    }

    private void ObserveRequests(ConnectionInput input, ConnectionSettings settings, RequestRules rules)
    {
        if (_requests is null)
        {
            _requests = new(rules, settings.RequestTimeout * 2);
            _requests.Begin(input.Now);
        }

        _requests.Pass(input.Now);
        switch (input)
        {
            case ConnectionInput.RequestObserved r:
                _requests.Seen(r.Seen, input.Now);
                Api.Observe(r);
                break;
            case ConnectionInput.OpenOrdersRead:
                _requests.ReadEnded(RequestKind.OpenOrders);
                break;
            case ConnectionInput.TradesRead:
                _requests.ReadEnded(RequestKind.Trades);
                break;
            case ConnectionInput.RowsRead:
                _requests.ReadEnded(RequestKind.Rows);
                break;
            case ConnectionInput.ClockJumped { IsOurs: true }: // every stamp of before means another time now
                _requests.Begin(input.Now);
                break;
            case ConnectionInput.SessionOpened: // what was asked for before is asked for again, except cancels
                _requests.DropWanted(wanted => wanted is not ConnectionEffect.SendCancel);
                break;
        }
    }

    private void SetClock(ClockReading clock, DateTimeOffset now, ConnectionSettings settings)
    {
        (Clock, _clockAt) = (clock, now);
        var room = settings.ClockErrorMax - clock.ErrorBound;
        _clockGoodUntil = room < TimeSpan.Zero ? DateTimeOffset.MinValue : now + ClockEstimator.AgeOf(room);
        if ((clock.Offset - _offsetTold).Duration() > OffsetSlack)
            _offsetTold = clock.Offset;
    }

    private void ObserveRead(ConnectionInput input)
    {
        switch (input)
        {
            case ConnectionInput.OpenOrdersRead o:
                (PreviousOpenOrders, OpenOrders, _ordersSeen, ReadsFailed) = (OpenOrders, o, true, 0);
                break;
            case ConnectionInput.RowsRead r:
                (Rows, _rowsSeen, ReadsFailed) = (r, true, 0);
                break;
            case ConnectionInput.AccountRead a:
                if (_accounts.Count == ReadsKept)
                    _accounts.RemoveAt(0);
                _accounts.Add(a.Report);
                (_accountSeen, ReadsFailed) = (true, 0);
                break;
            case ConnectionInput.TradeReported t:
                _pushes.Pushed(t.Trade, t.Now);
                break;
            case ConnectionInput.TradesRead t:
                ObservePushes(t);
                var reads = TradesOf(t.Symbol);
                _trades[t.Symbol] = (reads.Length == TradesReadsKept ? reads.RemoveAt(0) : reads).Add(t);
                ReadsFailed = 0;
                if (ClockAt(t.Now) is { } clock && t.To + clock.ErrorBound >= OpenedAt + clock.Offset)
                    _tradesSeen.Add(t.Symbol);
                break;
            case ConnectionInput.ReadFailed:
                ReadsFailed++;
                break;
        }
    }

    // Before the session was up, with the clock's error, the stream told nothing.
    private void ObservePushes(ConnectionInput.TradesRead read)
    {
        if (!IsOpen || ClockAt(read.Now) is not { } clock)
            return;
        var (opened, remembered) = (OpenedAt + clock.Offset + clock.ErrorBound, PushWatch.RememberedFrom(read.Now + clock.Offset));
        _pushes.Read(read.Trades, opened > remembered ? opened : remembered, read.Now);
    }

    private void Open(ConnectionInput.SessionOpened opened)
    {
        _pushes.Reopened();
        (IsOpen, OpenedAt, Why) = (true, opened.Now, "reconciling");
        Instruments = opened.Instruments.ToImmutableSortedDictionary(i => i.Symbol, i => i);
        (_ordersSeen, _rowsSeen, _accountSeen) = (false, false, false);
        _tradesSeen.Clear();
        IsReady = false;
    }

    private void Settle(ConnectionInput input, ConnectionSettings settings, bool wasReady, DateTimeOffset previousTick, TimeSpan offset)
    {
        bool? clockBecame = null;
        if (Clock is not null && input.Now <= _clockGoodUntil != (_isClockGood ?? true))
            clockBecame = input.Now <= _clockGoodUntil;
        if (Clock is not null)
            _isClockGood = clockBecame ?? _isClockGood ?? true;

        var reconciled = IsOpen && _ordersSeen && _rowsSeen && _accountSeen && settings.Symbols.All(_tradesSeen.Contains);
        var stale = reconciled && input.Now - Account!.At > settings.AccountTooOldAfter;
        IsReady = reconciled && !stale;
        if (IsReady)
            Why = "";
        else if (stale)
            Why = $"account not read since {Account!.At:O}";
        if (input is ConnectionInput.ClockTicked || IsReady != wasReady || clockBecame is not null || _offsetTold != offset)
        {
            Keep(input, new(
                previousTick, IsReady == wasReady ? null : IsReady, clockBecame, _offsetTold != offset,
                input is ConnectionInput.ClockTicked ? _missed : []));
        }
    }

    // Inputs are decided in the order in which they were observed, so what was observed before this one is not asked for any more.
    private Mark? MarkOf(ConnectionInput input)
    {
        if (!_marks.TryGetValue(input, out var mark))
            return null;
        while (!ReferenceEquals(_marked.Peek(), input))
            _marks.Remove(_marked.Dequeue());
        return mark;
    }

    private void Keep(ConnectionInput input, Mark mark)
    {
        if (_marks.TryAdd(input, mark))
            _marked.Enqueue(input);
        if (_marked.Count > MarksKept)
            _marks.Remove(_marked.Dequeue());
    }

    // What was confirmed and not yet forgotten is said again by then, and confirmed again. Once a minute, as ticks come all the time.
    private void Forget(DateTimeOffset now)
    {
        if (now < _forgetAt)
            return;
        _forgetAt = now + TimeSpan.FromMinutes(1);
        _pushes.Forget(now);
        foreach (var id in _confirmed.Where(c => now - c.Value > TimeSpan.FromMinutes(10)).Select(c => c.Key).ToArray())
            _confirmed.Remove(id);
    }
}
