using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Driver;
using ConnectionIncarnation = Arbitrage.Simulation.Scenarios.MemoryIncarnation<
    Arbitrage.Domain.Connection.ConnectionState, Arbitrage.Domain.Connection.ConnectionView, Arbitrage.Domain.Connection.ConnectionInput,
    Arbitrage.Domain.Connection.ConnectionEvent, Arbitrage.Domain.Connection.ConnectionEffect>;
using GuardIncarnation = Arbitrage.Simulation.Scenarios.MemoryIncarnation<
    Arbitrage.Domain.Risk.RiskGuardState, Arbitrage.Domain.Running.NoView, Arbitrage.Domain.Risk.RiskGuardInput,
    Arbitrage.Domain.Risk.RiskGuardEvent, Arbitrage.Domain.Risk.RiskGuardEffect>;
using LedgerIncarnation = Arbitrage.Simulation.Scenarios.MemoryIncarnation<
    Arbitrage.Domain.Ledger.LedgerState, Arbitrage.Domain.Ledger.LedgerView, Arbitrage.Domain.Ledger.LedgerInput,
    Arbitrage.Domain.Ledger.LedgerEvent, Arbitrage.Domain.Ledger.LedgerEffect>;
using StrategyIncarnation = Arbitrage.Simulation.Scenarios.MemoryIncarnation<
    Arbitrage.Domain.Strategy.StrategyState, Arbitrage.Domain.Strategy.StrategyView, Arbitrage.Domain.Strategy.StrategyInput,
    Arbitrage.Domain.Strategy.StrategyEvent, Arbitrage.Domain.Strategy.StrategyEffect>;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>The machines of a scenario in memory, on one thread: the stage of `arb scenario run`.</summary>
public sealed partial class MemoryStage : IScenarioStage
{
    private static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskLatchEvery = TimeSpan.FromSeconds(1);

    private readonly ScenarioWorld _world;
    private readonly Symbol _symbol = Scenario.Symbol;
    private readonly NodeLatch _latch = new();
    private readonly Dictionary<string, IMemoryIncarnation> _newest = new(StringComparer.Ordinal);
    private readonly HashSet<string> _keptDown = new(StringComparer.Ordinal);
    private readonly HashSet<IMemoryIncarnation> _zombies = [];
    private readonly List<RiskGuardInput.Kill> _unconfirmed = [];

    /// <param name="world">Where.</param>
    public MemoryStage(ScenarioWorld world) => _world = world;

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public StrategyState Strategy => Of<StrategyIncarnation>(JournalIds.Strategy(_symbol)).State;

    /// <inheritdoc/>
    public LedgerState Ledger(Venue venue) => Of<LedgerIncarnation>(JournalIds.Ledger(venue)).State;

    /// <inheritdoc/>
    public void Start()
    {
        Incarnate(JournalIds.Guard);
        foreach (var venue in Domain.Markets.Venues.All)
            Incarnate(JournalIds.Ledger(venue));
        foreach (var venue in Domain.Markets.Venues.All)
            Incarnate(JournalIds.Connection(venue));
        Incarnate(JournalIds.Strategy(_symbol));
        AskLatch();
    }

    /// <inheritdoc/>
    public void RunUntil(DateTimeOffset at)
    {
        _world.Time.RunUntil(at);
        if (_world.Fault is { } fault)
            throw new InvalidOperationException($"{_world.Elapsed}: {fault.Message}", fault);
    }

    /// <inheritdoc/>
    public void Crash(string machine)
    {
        _keptDown.Add(machine);
        _newest[machine].Crash();
    }

    /// <inheritdoc/>
    public void Restart(string machine)
    {
        _keptDown.Remove(machine);
        if (!_newest[machine].IsRunning)
            Incarnate(machine);
    }

    /// <inheritdoc/>
    public void Pause(string machine, TimeSpan? successorAfter, TimeSpan length)
    {
        var paused = _newest[machine];
        paused.Pause();
        _world.Time.After(length, () =>
        {
            _world.Note(TimelineKind.Machine, machine, "the paused incarnation wakes up");
            paused.Wake();
        });
        if (successorAfter is not { } after)
            return;
        _zombies.Add(paused);
        _world.Time.After(after, () => Incarnate(machine));
    }

    /// <inheritdoc/>
    public void Kill(Symbol? symbol, Venue? venue, TradingMode mode)
    {
        var kill = _latch.Kill(new(symbol, mode, "operator", "scenario", venue));
        _unconfirmed.Add(kill);
        Tell(kill);
    }

    /// <inheritdoc/>
    public void Tell(RiskGuardInput input) => Send(JournalIds.Guard, (GuardIncarnation to) => to.Deliver(input));

    /// <inheritdoc/>
    public void Tell(StrategyInput input) => Send(JournalIds.Strategy(_symbol), (StrategyIncarnation to) => to.Deliver(input));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var one in _newest.Values)
            one.Crash();
    }

    private T Of<T>(string machine) => (T)_newest[machine];

    private void Tell(Venue venue, ConnectionInput input) => Send(JournalIds.Connection(venue), (ConnectionIncarnation to) => to.Deliver(input));

    private void Tell(Venue venue, LedgerInput input) => Send(JournalIds.Ledger(venue), (LedgerIncarnation to) => to.Deliver(input));

    // To whoever is the newest when it arrives; nobody hears it when none is running.
    private void Send<T>(string machine, Action<T> deliver)
        where T : class, IMemoryIncarnation =>
        _world.Time.After(ScenarioWorld.TellTakes, () => deliver(Of<T>(machine)));

    // As the node's latch actor does: an unconfirmed kill is said again.
    private void AskLatch()
    {
        foreach (var kill in _unconfirmed)
            Tell(kill);
        SayLatch();
        _world.Time.After(AskLatchEvery, AskLatch);
    }

    // The guard lists this node among those that hold what it told.
    private void Learn(LatchState told)
    {
        var isNews = told.Sequence > (_latch.State?.Sequence ?? 0);
        _latch.Take(told);
        _unconfirmed.RemoveAll(kill => !_latch.IsPending(kill.Scope));
        if (isNews)
            SayLatch();
    }

    private void SayLatch() => Tell(new RiskGuardInput.AskLatch("local", _latch.State?.Sequence ?? 0));

    private void Incarnate(string machine)
    {
        IMemoryIncarnation one = machine == JournalIds.Guard ? NewGuard()
            : machine == JournalIds.Strategy(_symbol) ? NewStrategy()
            : Domain.Markets.Venues.All.FirstOrDefault(v => machine == JournalIds.Ledger(v)) is var venue and not default(Venue) ? NewLedger(venue)
            : NewConnection(Domain.Markets.Venues.All.First(v => machine == JournalIds.Connection(v)));
        _newest[machine] = one;
        one.Start();
    }

    // What a supervisor does; a machine that the scenario took down stays so until it says otherwise, and a zombie has a successor already.
    private void Died(string machine, IMemoryIncarnation dead, string code, string reason)
    {
        _world.Raise(machine, code, reason);
        if (_zombies.Contains(dead) || _keptDown.Contains(machine))
            return;
        _world.Time.After(RestartAfter, () =>
        {
            if (!_newest[machine].IsRunning && !_keptDown.Contains(machine))
                Incarnate(machine);
        });
    }

    private GuardIncarnation NewGuard()
    {
        GuardIncarnation mine = null!;
        return mine = new(_world.Time, _world.Journals, new(
            JournalIds.Guard, new RiskGuardMachine(_world.Scenario.Risk), NoView.Instance, (input, now) => input with { Now = now },
            () => new RiskGuardInput.ClockTicked(), Perform, static () => { }, static () => { }, static () => { },
            (code, why) => Died(JournalIds.Guard, mine, code, why)));
    }

    private LedgerIncarnation NewLedger(Venue venue)
    {
        LedgerIncarnation mine = null!;
        var id = JournalIds.Ledger(venue);
        return mine = new(_world.Time, _world.Journals, new(
            id, new LedgerMachine(venue), new(), (input, now) => input with { Now = now }, () => new LedgerInput.ClockTicked(),
            effect => Perform(venue, effect), static () => { }, static () => { }, static () => { }, (code, why) => Died(id, mine, code, why)));
    }

    private ConnectionIncarnation NewConnection(Venue venue)
    {
        ConnectionIncarnation mine = null!;
        MemorySession? session = null;
        var id = JournalIds.Connection(venue);
        return mine = new(_world.Time, _world.Journals, new(
            id, new ConnectionMachine(_world.Scenario.Connections[venue]), new(), (input, now) => input with { Now = now },
            () => new ConnectionInput.ClockTicked(), effect => Perform(venue, session, effect), Open, static () => { }, () => session?.Dispose(),
            (code, why) => Died(id, mine, code, why)));

        void Open()
        {
            session = new(_world, _world.Venues[venue], mine.Deliver, (intent, clock) => LastLook(mine, intent, clock));
            session.Open();
        }
    }

    private StrategyIncarnation NewStrategy()
    {
        StrategyIncarnation mine = null!;
        var settings = _world.Scenario.Strategy;
        var id = JournalIds.Strategy(_symbol);
        var books = new MemoryBooks(_world, () => mine);
        return mine = new(_world.Time, _world.Journals, new(
            id, new StrategyMachine(settings), new(settings), (input, now) => input with { Now = now }, () => new StrategyInput.ClockTicked(),
            effect => Perform(mine, effect), books.Attach, books.ReadIfDue, books.Detach, (code, why) => Died(id, mine, code, why)));
    }

    // The last look before the first byte (ARCHITECTURE 4.6).
    private RefusalReason? LastLook(ConnectionIncarnation connection, OrderIntent intent, ClockReading clock)
    {
        var (now, state) = (_world.Time.Now, connection.State);
        return !connection.IsRunning ? RefusalReason.NotReady
            : now < state.Limits.BannedUntil ? RefusalReason.Budget
            : state.Of(intent.Symbol).Epoch > intent.Epoch ? RefusalReason.OldEpoch
            : now + clock.Offset + clock.ErrorBound > intent.NotAfter ? RefusalReason.Expired
            : intent.Risk == RiskClass.Reducing ? null
            : intent.Lease is not { } lease || now >= lease.ExpiresAt ? RefusalReason.Lease
            : _latch.Stops(intent.Symbol, intent.Venue) ? RefusalReason.Killed
            : null;
    }
}
