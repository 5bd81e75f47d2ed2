using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Cluster.Faults;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Cluster;

// Which machine lives where, and who takes over. Nothing here is a promise: it only makes trouble rare, or frequent.
internal sealed partial class SimulatedCluster
{
    // Passing of time is told this often, where the actors tell it every 100 ms: what orders and books bring comes as inputs at once, and the schedules
    // of the machines look at the time since the last tick, so that coarser ticks only make them act later.
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);

    private void StartMachines()
    {
        Start(JournalIds.Guard, Anywhere());
        foreach (var venue in Settings.Connections.Keys)
        {
            var node = Anywhere(); // a connection and its ledger share a shard
            Start(JournalIds.Ledger(venue), node);
            Start(JournalIds.Connection(venue), node);
        }

        foreach (var strategy in Settings.Strategies)
            Start(JournalIds.Strategy(strategy.Symbol), Anywhere());
    }

    private ClusterNode Anywhere() => _nodes[_placement.Below(_nodes.Length)];

    private void Start(string persistenceId, ClusterNode node)
    {
        var life = new Life(this, node, new(persistenceId, node.Index, ++_lives));
        var inherited = _newest.GetValueOrDefault(persistenceId)?.Trap;
        life.Trap = inherited?.Point == CrashPoint.DuringRecovery ? inherited : null;
        Equip(life);
        node.Lives.Add(life);
        _newest[persistenceId] = life;
        foreach (var checker in _checkers)
            checker.Started(life.Incarnation);
        life.Host.Read();
        Time.After(TimeSpan.FromMilliseconds(2 + _placement.Below(20)), () => life.Run(() =>
        {
            if (life.Trap is not null)
                Spring(life, CrashPoint.DuringRecovery, life);
            if (!life.IsAlive)
                return;
            life.Host.Begin();
            Time.After(TimeSpan.FromMilliseconds(_placement.Below(500)), () => Tick(life));
        }));
    }

    private void Tick(Life life)
    {
        if (!life.IsAlive)
            return;
        if (!life.Node.IsPaused)
            life.Host.Tick();
        Time.After(TickEvery, () => Tick(life));
    }

    /// <summary>Ends an incarnation at once.</summary>
    public void Kill(Life life)
    {
        if (!life.IsAlive)
            return;
        life.IsAlive = false;
        if (!_parts.Driver.JournalIsDurable && life.LastWrite > 0)
            _journals.Lose(life.PersistenceId, life.LastWrite);
        life.Host.Crash();
    }

    // Killed, or stopped by itself: a successor comes, if nobody has come already.
    private void Ended(Life life)
    {
        life.IsAlive = false;
        life.Session?.End();
        life.Node.Lives.Remove(life);
        foreach (var checker in _checkers)
            checker.Ended(life.Incarnation);
        _stirred = true;
        if (_newest[life.PersistenceId] != life)
            return;
        var isOver = life.State() is StrategyState { Ended: true };
        var pause = life.Node.IsUp ? TimeSpan.FromMilliseconds(200 + _placement.Below(800)) : TimeSpan.FromMilliseconds(1_000 + _placement.Below(2_000));
        ReplaceAfter(isOver ? TimeSpan.FromMilliseconds(3_000 + _placement.Below(9_000)) : pause, life);
    }

    private void ReplaceAfter(TimeSpan pause, Life life) => Time.After(pause, () =>
    {
        if (_newest[life.PersistenceId] != life)
            return;
        var node = IsFit(life.Node) ? life.Node : _nodes[_placement.Below(_nodes.Length)];
        if (IsFit(node))
            Start(life.PersistenceId, node);
        else
            ReplaceAfter(TimeSpan.FromMilliseconds(300), life);
    });

    private bool IsFit(ClusterNode node) =>
        node is { IsUp: true, IsPaused: false } && Adversary.Against(FaultKind.Partition, node.Index, _nodes.Length) is null;

    // The others think that the node is gone. What lives there is started elsewhere, and nobody asks whether it is dead.
    private void Doubt(ClusterNode node) => Time.After(TimeSpan.FromMilliseconds(2_000 + _placement.Below(4_000)), () =>
    {
        if (!node.IsUp || IsFit(node))
            return;
        foreach (var life in node.Lives.ToArray())
        {
            if (_newest[life.PersistenceId] == life)
                ReplaceAfter(TimeSpan.FromMilliseconds(_placement.Below(500)), life);
        }
    });

    // The node is seen again: its superseded incarnations are downed some time, if they have not noticed before.
    private void Reconcile(ClusterNode node)
    {
        foreach (var life in node.Lives.ToArray())
            DownAfter(TimeSpan.FromMilliseconds(_placement.Below(8_000)), life);
    }

    private void DownAfter(TimeSpan pause, Life life) => Time.After(pause, () =>
    {
        if (life.IsAlive && _newest[life.PersistenceId] != life)
            Kill(life);
    });

    private void Equip(Life life)
    {
        var id = life.PersistenceId;
        if (id == JournalIds.Guard)
        {
            Attach<RiskGuardState, NoView, RiskGuardInput, RiskGuardEvent, RiskGuardEffect>(life, new(
                _parts.Guard(Settings.Risk), () => NoView.Instance, (input, now) => input with { Now = now }, () => new RiskGuardInput.ClockTicked(),
                effect => Perform(life, effect, life.Perform), () => { }, () => Ended(life)));
            return;
        }

        foreach (var settings in Settings.Strategies)
        {
            if (id == JournalIds.Strategy(settings.Symbol))
                EquipStrategy(life, settings);
        }

        foreach (var (venue, settings) in Settings.Connections)
        {
            if (id == JournalIds.Connection(venue))
                EquipConnection(life, settings);
            else if (id == JournalIds.Ledger(venue))
            {
                Attach<LedgerState, LedgerView, LedgerInput, LedgerEvent, LedgerEffect>(life, new(
                    _parts.Ledger(venue), () => new(), (input, now) => input with { Now = now }, () => new LedgerInput.ClockTicked(),
                    effect => Perform(life, effect, e => life.Perform(venue, e)), () => { }, () => Ended(life)));
            }
        }
    }

    private void EquipStrategy(Life life, StrategySettings settings)
    {
        var host = Attach<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect>(life, new(
            _parts.Strategy(settings), () => new(settings), (input, now) => input is StrategyInput.BooksMoved ? input : input with { Now = now },
            () => new StrategyInput.ClockTicked(), effect => Perform(life, effect, e => life.Perform(settings.Symbol, e)), () => { }, () => Ended(life)));
        life.Ears = new(life, settings.Symbol, Time, () => host.View, () => host.IsBusy);
    }

    private void EquipConnection(Life life, ConnectionSettings settings)
    {
        var venue = settings.Venue;
        var host = Attach<ConnectionState, ConnectionView, ConnectionInput, ConnectionEvent, ConnectionEffect>(life, new(
            _parts.Connection(settings), () => new(), (input, now) => input with { Now = now }, () => new ConnectionInput.ClockTicked(),
            effect => Perform(life, effect, e => life.Perform(venue, e)), () => life.Session!.Open(), () => Ended(life)));
        life.Session = new(this, life, _venues[venue], settings, _parts, () => host.State, _wire);
    }

    private static void Perform<TEffect>(Life life, TEffect effect, Action<TEffect> perform)
        where TEffect : class
    {
        perform(effect);
        life.Performed(effect);
    }

    private static MachineHost<TState, TView, TInput, TEvent, TEffect> Attach<TState, TView, TInput, TEvent, TEffect>(
        Life life, HostedMachine<TState, TView, TInput, TEvent, TEffect> machine)
        where TState : class
        where TView : class
        where TInput : class
        where TEvent : class
        where TEffect : class
    {
        var host = new MachineHost<TState, TView, TInput, TEvent, TEffect>(life, life.PersistenceId, machine);
        life.Host = host;
        life.Deliver = input => host.Deliver((TInput)input);
        life.State = () => host.State;
        return host;
    }
}
