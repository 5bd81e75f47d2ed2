using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Model;

/// <summary>
/// One account at one venue: displayed books, matching, money, positions, order log. No sockets and no clock: every call brings the
/// time, which must not fall. Sizes are base units everywhere, on futures too (multiples of the contract multiplier).
/// <para>
/// Use: make it with instruments and seeds; <see cref="SetBook"/> for every step of a market source; <see cref="Create"/>,
/// <see cref="Cancel"/> and the queries as requests arrive; <see cref="Advance"/> at <see cref="NextDeadline"/> (the countdown that
/// cancels open orders). <see cref="Subscribe"/> delivers <see cref="VenueEvent"/>s synchronously, in order, inside the model's lock:
/// a subscriber puts them somewhere and returns, and never calls back.
/// </para>
/// <para>
/// Matching: an order takes displayed liquidity at the displayed prices, and what it took is gone until the source shows that level
/// with another quantity. A resting order fills at its own price when the other side of the book reaches it. Own orders are not
/// displayed and never trade with each other. Fees are taken in the received coin on spot, in USDT on futures; nothing is rounded
/// except a market buy by budget, down to the lot, and the share of entry value on a partial reduction (see the futures account).
/// </para>
/// <para>All calls are safe from any thread; calls from several threads are put into some order.</para>
/// </summary>
public sealed partial class VenueModel
{
    private static readonly TimeSpan UnfilledFuturesOrderLifetime = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly VenueModelOptions _options;
    // Replaced whole when one changes: read without the lock.
    private volatile SortedDictionary<Symbol, Instrument> _instruments = [];
    private readonly SortedDictionary<Symbol, DisplayedBook> _books = [];
    private readonly SortedDictionary<Symbol, Rate> _fundingRates = [];
    private readonly AccountRows _rows;
    private readonly ModelAccount _account;
    private readonly FuturesAccount? _futures;
    private readonly List<LiveOrder> _orders = [];
    private readonly Dictionary<string, LiveOrder> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LiveOrder> _byClientId = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, LiveOrder> _open = [];
    private readonly List<VenueTrade> _trades = [];
    private readonly List<LoggedCreate> _log = [];
    private readonly List<VenueEvent.PositionTaken> _taken = [];
    private readonly List<Action<VenueEvent>> _subscribers = [], _bookSubscribers = [];
    private readonly List<Action<DisplayedBook>> _watchers = [];
    private readonly SortedDictionary<string, DateTimeOffset> _countdowns = new(StringComparer.Ordinal);
    private DisplayedBook? _shown;
    private DateTimeOffset _firstCountdown = DateTimeOffset.MaxValue;

    /// <summary>An account with its seeds and empty books.</summary>
    public VenueModel(Venue venue, IEnumerable<Instrument> instruments, VenueModelOptions options)
    {
        (Venue, _options, Queue) = (venue, options, options.Queue);
        foreach (var instrument in instruments)
        {
            _instruments.Add(instrument.Symbol, instrument);
            _books.Add(instrument.Symbol, new(instrument.Symbol));
        }

        _rows = new(Publish, options.NumbersFrom);
        _account = _futures = venue == Venue.GateFutures
            ? new(_rows, Publish, options, s => _books[s].Mid, s => _instruments[s].TakerFee)
            : null!;
        _account ??= new SpotAccount(_rows, Publish);
        foreach (var (asset, amount) in options.Seeds.OrderBy(s => s.Key))
        {
            if (amount != 0m && (_futures is null || asset == Asset.Usdt))
                _account.Transfer(asset, amount, options.SeededAt);
        }

        foreach (var (symbol, position) in options.Positions.OrderBy(p => p.Key))
            Futures.Open(symbol, position);
    }

    /// <summary>Where.</summary>
    public Venue Venue { get; }

    /// <summary>What of the displayed size is there for the orders that arrive from now on.</summary>
    public QueueModel Queue { get; set; }

    /// <summary>Instruments, by symbol.</summary>
    public IReadOnlyCollection<Instrument> Instruments => _instruments.Values;

    /// <summary>The instrument, or null.</summary>
    public Instrument? FindInstrument(Symbol symbol) => _instruments.GetValueOrDefault(symbol);

    /// <summary>Starts to deliver events; dispose to stop.</summary>
    /// <param name="subscriber">Told each event, in order.</param>
    /// <param name="books">Books too: a model that nobody asks for them makes none of their events.</param>
    public IDisposable Subscribe(Action<VenueEvent> subscriber, bool books = true)
    {
        lock (_gate)
        {
            _subscribers.Add(subscriber);
            if (books)
                _bookSubscribers.Add(subscriber);
        }

        return new Subscription(this, subscriber);
    }

    /// <summary>Tells of each change of a displayed book, which the watcher reads before it returns. For ever.</summary>
    internal void WatchBooks(Action<DisplayedBook> watcher)
    {
        lock (_gate)
            _watchers.Add(watcher);
    }

    /// <summary>The source shows another book: full replacement, best first, base units. Fills what it reaches.</summary>
    public void SetBook(Symbol symbol, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks, DateTimeOffset at)
    {
        lock (_gate)
        {
            ExpireCountdowns(at);
            var book = _shown = _shown?.Symbol == symbol ? _shown : _books[symbol];
            PublishBook(book, book.Replace(bids, asks, at, describe: _bookSubscribers.Count > 0));
            if (_open.Count > 0)
            {
                foreach (var order in Resting(symbol))
                    MatchResting(order, at);
            }

            if (_futures is { } futures && futures.IsLiquidated(symbol, book))
                TakePosition(symbol, futures.SizeOf(symbol), "liquidation", OrderEnd.Liquidated, at);
        }
    }

    /// <summary>A CREATE arrives. It is in the order log whatever the answer.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="at">Now.</param>
    /// <param name="share">Of what is asked, only this share (0 to 1) is there to take at once; null takes what the book shows.</param>
    public CreateResult Create(CreateRequest request, DateTimeOffset at, decimal? share = null)
    {
        lock (_gate)
        {
            ExpireCountdowns(at);
            var logged = new LoggedCreate(request, at);
            _log.Add(logged);
            var result = Take(request, logged, share, at);
            if (result is CreateResult.Refused refused)
                logged.Dropped = $"refused:{refused.Reason}";
            return result;
        }
    }

    /// <summary>Puts a CREATE into the log that a fault kept from the matching.</summary>
    public void LogDropped(CreateRequest request, string outcome, DateTimeOffset at)
    {
        lock (_gate)
            _log.Add(new(request, at) { Dropped = outcome });
    }

    /// <summary>A CANCEL arrives.</summary>
    public CancelResult Cancel(string venueOrderId, DateTimeOffset at)
    {
        lock (_gate)
        {
            ExpireCountdowns(at);
            if (!_byId.TryGetValue(venueOrderId, out var order))
                return new CancelResult.Unknown();
            if (!order.IsOpen)
                return new CancelResult.AlreadyEnded(order.Snapshot());
            Finish(order, OrderEnd.Cancelled, at);
            return new CancelResult.Cancelled(order.Snapshot());
        }
    }

    /// <summary>Cancels all open orders of a symbol (null = all) and side (null = both).</summary>
    public IReadOnlyList<VenueOrder> CancelAll(Symbol? symbol, Side? side, DateTimeOffset at)
    {
        lock (_gate)
        {
            ExpireCountdowns(at);
            return CancelWhere(o => (symbol is null || o.Symbol == symbol) && (side is null || o.Side == side), at);
        }
    }

    /// <summary>(Re)starts the countdown that cancels the open orders of a symbol (null = all); zero disarms.</summary>
    /// <returns>When it will fire; the epoch's zero when disarmed.</returns>
    public DateTimeOffset ArmCountdown(TimeSpan timeout, Symbol? symbol, DateTimeOffset at)
    {
        lock (_gate)
        {
            ExpireCountdowns(at);
            var key = symbol?.Text ?? "";
            if (timeout <= TimeSpan.Zero)
            {
                _countdowns.Remove(key);
                FindFirstCountdown();
                return DateTimeOffset.UnixEpoch;
            }

            var due = _countdowns[key] = at + timeout;
            FindFirstCountdown();
            return due;
        }
    }

    /// <summary>When <see cref="Advance"/> has something to do; null when nothing waits.</summary>
    public DateTimeOffset? NextDeadline
    {
        get
        {
            lock (_gate)
                return _countdowns.Count == 0 ? null : _countdowns.Values.Min();
        }
    }

    /// <summary>Time passes: countdowns that have run out cancel.</summary>
    public void Advance(DateTimeOffset at)
    {
        lock (_gate)
            ExpireCountdowns(at);
    }

    /// <summary>Moves an amount in (or out, negative): a `transfer` row.</summary>
    public void Transfer(Asset asset, decimal amount, DateTimeOffset at)
    {
        lock (_gate)
            _account.Transfer(asset, amount, at);
    }

    private void Publish(VenueEvent happened)
    {
        foreach (var subscriber in _subscribers)
            subscriber(happened);
    }

    private void PublishBook(DisplayedBook book, VenueEvent.BookChanged? changed)
    {
        foreach (var watcher in _watchers)
            watcher(book);
        if (changed is null)
            return;
        foreach (var subscriber in _bookSubscribers)
            subscriber(changed);
    }

    private void ExpireCountdowns(DateTimeOffset at)
    {
        if (at < _firstCountdown)
            return;
        foreach (var (key, _) in _countdowns.Where(c => c.Value <= at).ToList())
        {
            _countdowns.Remove(key);
            CancelWhere(o => key.Length == 0 || o.Symbol.Text == key, at);
        }

        FindFirstCountdown();
    }

    private void FindFirstCountdown() => _firstCountdown = _countdowns.Count == 0 ? DateTimeOffset.MaxValue : _countdowns.Values.Min();

    private List<VenueOrder> CancelWhere(Func<LiveOrder, bool> which, DateTimeOffset at)
    {
        var orders = _open.Values.Where(which).ToList();
        foreach (var order in orders)
            Finish(order, OrderEnd.Cancelled, at);
        return [.. orders.Select(o => o.Snapshot())];
    }

    private sealed class Subscription(VenueModel model, Action<VenueEvent> subscriber) : IDisposable
    {
        public void Dispose()
        {
            lock (model._gate)
            {
                model._subscribers.Remove(subscriber);
                model._bookSubscribers.Remove(subscriber);
            }
        }
    }

    private sealed class LoggedCreate(CreateRequest request, DateTimeOffset at)
    {
        public LiveOrder? Order { get; set; }

        public string? Dropped { get; set; }

        public CreateLogEntry Snapshot(Venue venue) => new(
            venue, request, at, Order?.Id, Dropped ?? Outcome(Order!), new(Order?.Filled ?? 0m), new(Order?.Notional ?? 0m));

        private static string Outcome(LiveOrder order) => order switch
        {
            { IsOpen: true } => "open",
            { End: OrderEnd.Filled } => "filled",
            { Filled: > 0m } => "part_filled",
            _ => "unfilled",
        };
    }
}
