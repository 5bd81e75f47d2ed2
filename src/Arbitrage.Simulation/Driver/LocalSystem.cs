using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues.Ports;
using ConnectionHost = Arbitrage.Simulation.Driver.MachineHost<
    Arbitrage.Domain.Connection.ConnectionState, Arbitrage.Domain.Connection.ConnectionView, Arbitrage.Domain.Connection.ConnectionInput,
    Arbitrage.Domain.Connection.ConnectionEvent, Arbitrage.Domain.Connection.ConnectionEffect>;
using GuardHost = Arbitrage.Simulation.Driver.MachineHost<
    Arbitrage.Domain.Risk.RiskGuardState, Arbitrage.Domain.Running.NoView, Arbitrage.Domain.Risk.RiskGuardInput,
    Arbitrage.Domain.Risk.RiskGuardEvent, Arbitrage.Domain.Risk.RiskGuardEffect>;
using LedgerHost = Arbitrage.Simulation.Driver.MachineHost<
    Arbitrage.Domain.Ledger.LedgerState, Arbitrage.Domain.Ledger.LedgerView, Arbitrage.Domain.Ledger.LedgerInput,
    Arbitrage.Domain.Ledger.LedgerEvent, Arbitrage.Domain.Ledger.LedgerEffect>;
using StrategyHost = Arbitrage.Simulation.Driver.MachineHost<
    Arbitrage.Domain.Strategy.StrategyState, Arbitrage.Domain.Strategy.StrategyView, Arbitrage.Domain.Strategy.StrategyInput,
    Arbitrage.Domain.Strategy.StrategyEvent, Arbitrage.Domain.Strategy.StrategyEffect>;

namespace Arbitrage.Simulation.Driver;

/// <summary>Something a person should know, and who said it.</summary>
public sealed record RaisedAlert(DateTimeOffset At, string PersistenceId, string Code, string Text);

/// <summary>
/// The whole system on one thread and virtual time: the same machines and the same runner as in the actors, venue models instead of venues, journals
/// in memory. No sockets, no Akka, no clock, no randomness: the same source and settings give the same trace. Any machine can be crashed and
/// recovered from its journal at any step.
/// </summary>
public sealed class LocalSystem
{
    private readonly LocalSystemOptions _options;
    private readonly HostContext _context;
    private readonly Router _router;
    private readonly IBookFeed _feed;
    private readonly List<DriverCall> _calls = [];
    private readonly List<RaisedAlert> _alerts = [];
    private readonly SortedDictionary<string, IMachineHost> _hosts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<Symbol, StrategyHost> _strategies = [];
    private readonly SortedDictionary<Venue, ConnectionHost> _connections = [];
    private readonly SortedDictionary<Venue, LedgerHost> _ledgers = [];
    private readonly SortedDictionary<Venue, SimulatedSession> _sessions = [];
    private readonly SortedSet<Venue> _down = [];
    private readonly IReadOnlyDictionary<Venue, VenueModel> _models;

    /// <param name="options">What runs, and how long things take.</param>
    /// <param name="source">The market.</param>
    /// <param name="models">One account a venue.</param>
    public LocalSystem(LocalSystemOptions options, IMarketSource source, IReadOnlyDictionary<Venue, VenueModel> models)
    {
        (_options, _models) = (options, models);
        Time = new(options.Start);
        Journals = new();
        _context = new(Time, Journals, options.WriteTakes, options.TraceCalls ? _calls : null);
        _router = new(this);
        var symbols = options.Strategies.Select(s => s.Symbol);
        _feed = options.Stepwise
            ? new StepwiseBookFeed(source, models, symbols, Time, options.BookTakes, options.TellTakes)
            : new BookFeed(source, models, symbols, Time, options.BookTakes, options.TellTakes);
        Guard = Host(new GuardHost(_context, JournalIds.Guard, new(
            new RiskGuardMachine(options.Risk), () => NoView.Instance, (input, now) => input with { Now = now },
            () => new RiskGuardInput.ClockTicked(), _router.Perform, AskLatch, () => { })));
        foreach (var settings in options.Connections)
        {
            _connections.Add(settings.Venue, HostConnection(settings));
            _ledgers.Add(settings.Venue, HostLedger(settings.Venue));
        }

        foreach (var settings in options.Strategies)
            _strategies.Add(settings.Symbol, HostStrategy(settings));
    }

    /// <summary>What runs, and how long things take.</summary>
    public LocalSystemOptions Options => _options;

    /// <summary>The clock.</summary>
    public VirtualTime Time { get; }

    /// <summary>Journals of all machines.</summary>
    public MemoryJournals Journals { get; }

    /// <summary>What runners asked their drivers to do, in order; empty when not traced.</summary>
    public IReadOnlyList<DriverCall> Calls => _calls;

    /// <summary>Alerts, in order.</summary>
    public IReadOnlyList<RaisedAlert> Alerts => _alerts;

    /// <summary>Kill latch of this node.</summary>
    public NodeLatch Latch { get; } = new();

    /// <summary>The venues.</summary>
    public IReadOnlyDictionary<Venue, VenueModel> Models => _models;

    /// <summary>The guard.</summary>
    public GuardHost Guard { get; }

    /// <summary>All hosts by persistence id.</summary>
    public IReadOnlyDictionary<string, IMachineHost> Hosts => _hosts;

    /// <summary>Strategies by symbol.</summary>
    public IReadOnlyDictionary<Symbol, StrategyHost> Strategies => _strategies;

    /// <summary>Connections by venue.</summary>
    public IReadOnlyDictionary<Venue, ConnectionHost> Connections => _connections;

    /// <summary>Ledgers by venue.</summary>
    public IReadOnlyDictionary<Venue, LedgerHost> Ledgers => _ledgers;

    /// <summary>Books handed to strategies' slots so far.</summary>
    public long BooksPublished => _feed.Published;

    /// <summary>The market source has ended.</summary>
    public bool MarketEnded => _feed.HasEnded;

    /// <summary>Lets the market move; before <see cref="Start"/> the venues can be given what an account should hold at the opening.</summary>
    public void StartMarket() => _feed.Pump();

    /// <summary>Starts every machine: guard, ledgers, connections, strategies.</summary>
    public void Start()
    {
        Guard.Start();
        foreach (var ledger in _ledgers.Values)
            ledger.Start();
        foreach (var connection in _connections.Values)
            connection.Start();
        foreach (var strategy in _strategies.Values)
            strategy.Start();
        Time.After(_options.TickEvery, Tick);
    }

    /// <summary>Lets time pass.</summary>
    public void RunFor(TimeSpan length) => Time.RunUntil(Time.Now + length);

    /// <summary>Lets time pass until a condition holds, at most so long; answers whether it held.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan atMost) => Time.RunUntil(condition, Time.Now + atMost);

    /// <summary>Kills the incarnation of one machine between two steps.</summary>
    public void Crash(string persistenceId, bool writeWasDurable = false) => _hosts[persistenceId].Crash(writeWasDurable);

    /// <summary>Starts the next incarnation from the journal.</summary>
    public void Recover(string persistenceId) => _hosts[persistenceId].Start();

    /// <summary>A venue's session goes down, or is never up, until it is opened again.</summary>
    public void CloseSession(Venue venue, string why)
    {
        _down.Add(venue);
        if (_sessions.TryGetValue(venue, out var session))
            session.Close(why);
    }

    /// <summary>A venue's session comes back.</summary>
    public void OpenSession(Venue venue)
    {
        if (_down.Remove(venue) && _sessions.TryGetValue(venue, out var session))
            session.Open();
    }

    /// <summary>Sends an input as anybody else would: operator, test, another machine.</summary>
    public void Tell(Symbol symbol, StrategyInput input) => Send(() => _strategies[symbol].Deliver(input));

    /// <inheritdoc cref="Tell(Symbol, StrategyInput)"/>
    public void Tell(Venue venue, ConnectionInput input) => Send(() => _connections[venue].Deliver(input));

    /// <inheritdoc cref="Tell(Symbol, StrategyInput)"/>
    public void Tell(Venue venue, LedgerInput input) => Send(() => _ledgers[venue].Deliver(input));

    /// <inheritdoc cref="Tell(Symbol, StrategyInput)"/>
    public void Tell(RiskGuardInput input) => Send(() => Guard.Deliver(input));

    private void Send(Action deliver) => Time.After(_options.TellTakes, deliver);

    private void Tick()
    {
        foreach (var host in _hosts.Values)
            host.Tick();
        Time.After(_options.TickEvery, Tick);
    }

    // A node starts latched and asks; the guard's answer unlatches it.
    private void AskLatch() => Tell(new RiskGuardInput.AskLatch("local"));

    private THost Host<THost>(THost host)
        where THost : IMachineHost
    {
        _hosts.Add(host.PersistenceId, host);
        return host;
    }

    private ConnectionHost HostConnection(ConnectionSettings settings)
    {
        var venue = settings.Venue;
        return Host(new ConnectionHost(_context, JournalIds.Connection(venue), new(
            new ConnectionMachine(settings), () => new(), (input, now) => input with { Now = now }, () => new ConnectionInput.ClockTicked(),
            effect => _router.Perform(venue, effect), () => NewSession(venue), () => EndSession(venue))));
    }

    private LedgerHost HostLedger(Venue venue) => Host(new LedgerHost(_context, JournalIds.Ledger(venue), new(
        new LedgerMachine(venue), () => new(), (input, now) => input with { Now = now }, () => new LedgerInput.ClockTicked(),
        effect => _router.Perform(venue, effect), () => { }, () => { })));

    private StrategyHost HostStrategy(StrategySettings settings)
    {
        var symbol = settings.Symbol;
        var reader = new BookReader(this, symbol);
        return Host(new StrategyHost(_context, JournalIds.Strategy(symbol), new(
            new StrategyMachine(settings), () => new(settings),
            (input, now) => input is StrategyInput.BooksMoved ? input : input with { Now = now }, () => new StrategyInput.ClockTicked(),
            effect => _router.Perform(symbol, effect), reader.Attach, reader.Detach)));
    }

    private void NewSession(Venue venue)
    {
        var host = _connections[venue];
        SimulatedSession? mine = null;
        var session = mine = new SimulatedSession(_models[venue], _options, Time, Latch, input =>
        {
            if (ReferenceEquals(_sessions.GetValueOrDefault(venue), mine))
                host.Deliver(input);
        });
        _sessions[venue] = session;
        if (!_down.Contains(venue))
            session.Open();
    }

    private void EndSession(Venue venue)
    {
        if (_sessions.Remove(venue, out var session))
            session.Close(null);
    }

    private void Raise(string persistenceId, string code, string text) => _alerts.Add(new(Time.Now, persistenceId, code, text));

    /// <summary>Everything arrives after the time of a message.</summary>
    private sealed class Router(LocalSystem system) : EffectRouter
    {
        protected override void Tell(Symbol symbol, StrategyInput input) => system.Tell(symbol, input);

        protected override void Tell(Venue venue, ConnectionInput input) => system.Tell(venue, input);

        protected override void Tell(Venue venue, LedgerInput input) => system.Tell(venue, input);

        protected override void Tell(RiskGuardInput input) => system.Tell(input);

        protected override void Latch(LatchState latch) => system.Send(() => system.Latch.Take(latch));

        protected override void Raise(string persistenceId, string code, string text) => system.Raise(persistenceId, code, text);

        protected override bool TryCall(Venue venue, ConnectionEffect effect) => system._sessions[venue].TryPerform(effect);

        protected override void Stop(Symbol symbol, string reason) => system._strategies[symbol].Stop(reason);
    }

    /// <summary>Reads the slots of one strategy into its view; wake-ups conflate to one that is outstanding.</summary>
    private sealed class BookReader
    {
        private readonly LocalSystem _system;
        private readonly Symbol _symbol;
        private readonly BookSlot[] _slots;
        private readonly long[] _read;
        private readonly Action _wake, _readAll;
        private bool _woken;

        public BookReader(LocalSystem system, Symbol symbol)
        {
            (_system, _symbol) = (system, symbol);
            _slots = [.. Domain.Markets.Venues.All.Select(v => system._feed.Slot(symbol, v))];
            _read = new long[_slots.Length];
            (_wake, _readAll) = (Wake, Read);
        }

        public void Attach()
        {
            _woken = false;
            Array.Fill(_read, -1);
            foreach (var slot in _slots)
                slot.OnChange(_wake);
        }

        public void Detach()
        {
            foreach (var slot in _slots)
                slot.OnChange(null);
        }

        private void Wake()
        {
            if (_woken)
                return;
            _woken = true;
            _system._feed.Wake(_readAll);
        }

        private void Read()
        {
            _woken = false;
            var host = _system._strategies[_symbol];
            if (!host.IsRunning)
                return;
            var view = host.View!;
            for (var i = 0; i < _slots.Length; i++)
            {
                if (_slots[i].Published == _read[i])
                    continue; // what the view has is what lies in the slot
                _slots[i].Read(view.BookAt(_slots[i].Venue));
                _read[i] = _slots[i].Published;
            }

            view.Now = _system.Time.Now;
            host.Deliver(StrategyInput.BooksMoved.Instance);
        }
    }
}
