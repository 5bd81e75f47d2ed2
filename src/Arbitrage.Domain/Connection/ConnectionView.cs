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
    private readonly SortedDictionary<ClientOrderId, DateTimeOffset> _confirmed = [];
    private readonly SortedDictionary<Symbol, long> _cursors = [];
    private readonly SortedSet<Symbol> _tradesSeen = [];
    private DateTimeOffset _ticked = DateTimeOffset.MinValue;
    private bool _ordersSeen;
    private bool _rowsSeen;
    private bool _accountSeen;

    // What only the moment of observation knows, kept for the decision on the same input: inputs may wait behind a write.
    private sealed record Mark(DateTimeOffset PreviousTick, bool? BecameReady);

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

    /// <summary>Last clock measurement; null before the first.</summary>
    public ClockReading? Clock { get; private set; }

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

    /// <summary>Symbol offsets that strategies said they have booked.</summary>
    public IEnumerable<SymbolCursor> Cursors => _cursors.Select(c => new SymbolCursor(c.Key, c.Value));

    /// <summary>Last reads of a symbol's trades, oldest first.</summary>
    public ImmutableArray<ConnectionInput.TradesRead> TradesOf(Symbol symbol) => _trades.GetValueOrDefault(symbol, []);

    /// <summary>True when the strategy said that it has booked the final outcome.</summary>
    public bool IsConfirmed(ClientOrderId id) => _confirmed.ContainsKey(id);

    internal TickWindow WindowOf(ConnectionInput tick) =>
        new(MarkOf(tick)?.PreviousTick ?? DateTimeOffset.MinValue, tick.Now);

    // Whether this very input made the session ready, or ended that; null when it changed nothing.
    internal bool? BecameReady(ConnectionInput input) => MarkOf(input)?.BecameReady;

    internal void Observe(ConnectionInput input, ConnectionSettings settings)
    {
        var (wasReady, previousTick) = (IsReady, _ticked);
        switch (input)
        {
            case ConnectionInput.SessionOpened o:
                Open(o);
                break;
            case ConnectionInput.SessionLost l:
                (IsOpen, Why) = (false, l.Why);
                break;
            case ConnectionInput.AuthenticationFailed a:
                (IsOpen, Why) = (false, $"authentication failed: {a.Text}");
                break;
            case ConnectionInput.ClockMeasured c:
                Clock = c.Clock;
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
                break;
            default:
                ObserveRead(input);
                break;
        }

        Settle(input, settings, wasReady, previousTick);
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
            case ConnectionInput.TradesRead t:
                var reads = TradesOf(t.Symbol);
                _trades[t.Symbol] = (reads.Length == TradesReadsKept ? reads.RemoveAt(0) : reads).Add(t);
                ReadsFailed = 0;
                if (Clock is { } clock && t.To + clock.ErrorBound >= OpenedAt + clock.Offset)
                    _tradesSeen.Add(t.Symbol);
                break;
            case ConnectionInput.ReadFailed:
                ReadsFailed++;
                break;
        }
    }

    private void Open(ConnectionInput.SessionOpened opened)
    {
        (IsOpen, OpenedAt, Clock, Why) = (true, opened.Now, opened.Clock, "reconciling");
        Instruments = opened.Instruments.ToImmutableSortedDictionary(i => i.Symbol, i => i);
        (_ordersSeen, _rowsSeen, _accountSeen) = (false, false, false);
        _tradesSeen.Clear();
        IsReady = false;
    }

    private void Settle(ConnectionInput input, ConnectionSettings settings, bool wasReady, DateTimeOffset previousTick)
    {
        var reconciled = IsOpen && _ordersSeen && _rowsSeen && _accountSeen && settings.Symbols.All(_tradesSeen.Contains);
        var stale = reconciled && input.Now - Account!.At > settings.AccountTooOldAfter;
        IsReady = reconciled && !stale;
        if (IsReady)
            Why = "";
        else if (stale)
            Why = $"account not read since {Account!.At:O}";
        if (input is ConnectionInput.ClockTicked || IsReady != wasReady)
            Keep(input, new(previousTick, IsReady == wasReady ? null : IsReady));
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

    // What was confirmed and not yet forgotten is said again by then, and confirmed again.
    private void Forget(DateTimeOffset now)
    {
        if (_confirmed.Count == 0)
            return;
        foreach (var id in _confirmed.Where(c => now - c.Value > TimeSpan.FromMinutes(10)).Select(c => c.Key).ToArray())
            _confirmed.Remove(id);
    }
}
