using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Cluster.Checking;
using Arbitrage.Simulation.Cluster.Faults;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Cluster;

// What faults do that are more than a hit on what passes by.
internal sealed partial class SimulatedCluster
{
    private const int Starving = 10;
    private static readonly TimeSpan WatchEvery = TimeSpan.FromMinutes(1);

    private RiskGuardInput.Kill? _killAtClaim;
    private readonly List<(Symbol Symbol, Action Strike)> _atPair = [];

    private void PairBegan(Symbol symbol)
    {
        for (var i = _atPair.Count - 1; i >= 0; i--)
        {
            if (_atPair[i].Symbol != symbol)
                continue;
            Time.After(TimeSpan.Zero, _atPair[i].Strike);
            _atPair.RemoveAt(i);
        }
    }

    private void Begin(Fault fault)
    {
        foreach (var trace in _checkers.OfType<ShortTrace>())
            trace.Note(fault.ToString());
        var node = _nodes[fault.Target % _nodes.Length];
        switch (fault.Kind)
        {
            case FaultKind.SessionLost or FaultKind.Maintenance or FaultKind.Banned:
                CloseSessions(fault);
                break;
            case FaultKind.Crash:
                SetTrap(fault);
                break;
            case FaultKind.NodeCrash:
                Adversary.Count(fault.Kind);
                node.Die();
                foreach (var life in node.Lives.ToArray())
                    Kill(life);
                break;
            case FaultKind.Pause:
                Adversary.Count(fault.Kind);
                node.Pause();
                Doubt(node);
                break;
            case FaultKind.Partition:
                Adversary.Count(fault.Kind);
                Doubt(node);
                break;
            case FaultKind.ClockJump or FaultKind.ClockSkew:
                if (node.ClockFault is not null)
                    break;
                Adversary.Count(fault.Kind);
                node.ClockFault = fault;
                SetClock(node, StepOf(fault), isNoticed: fault.Kind == FaultKind.ClockJump);
                break;
            case FaultKind.Kill or FaultKind.Resume or FaultKind.Stop:
                Operate(fault, node);
                break;
            case FaultKind.Liquidation or FaultKind.Deleveraging or FaultKind.ManualTrade or FaultKind.Funding:
                Disturb(fault);
                break;
        }
    }

    private void End(Fault fault)
    {
        var node = _nodes[fault.Target % _nodes.Length];
        switch (fault.Kind)
        {
            case FaultKind.NodeCrash:
                if (!node.IsUp)
                {
                    (node.IsUp, node.Latch) = (true, NewLatch());
                    // Every other node hears nothing of the guard for a while, and has to stay latched.
                    node.DeafUntil = fault.Target % 2 == 0 ? Now + TimeSpan.FromSeconds(10) : DateTimeOffset.MinValue;
                    Tell(c => c.NodeUp(node.Index));
                }

                break;
            case FaultKind.Pause when node.IsPaused:
                node.Wake();
                Reconcile(node);
                break;
            case FaultKind.Partition:
                Reconcile(node);
                break;
            case FaultKind.ClockJump or FaultKind.ClockSkew when node.ClockFault == fault:
                node.ClockFault = null;
                SetClock(node, -StepOf(fault), isNoticed: fault.Kind == FaultKind.ClockJump);
                break;
        }
    }

    // The quiet end: whoever is superseded goes, and a person lets everything trade again.
    private void CalmDown()
    {
        _killAtClaim = null;
        _atPair.Clear();
        foreach (var life in _nodes.SelectMany(n => n.Lives).ToArray())
        {
            life.Trap = null;
            DownAfter(TimeSpan.FromMilliseconds(_placement.Below(5_000)), life);
        }

        foreach (var after in (int[])[1, 5])
            Time.After(TimeSpan.FromSeconds(after), () => ResumeAll("quiet"));
    }

    // A person looks once a minute, and lets go what has stopped most of the trading for long.
    private void Watch()
    {
        if (Missing(Now - Time.Start) >= Starving)
            ResumeAll("standstill");
        Time.After(WatchEvery, Watch);
    }

    private void ResumeAll(string reason)
    {
        foreach (var scope in Scopes())
            Press(_nodes[0], new RiskGuardInput.Resume(scope.Symbol, "operator", reason, scope.Venue));
    }

    private IEnumerable<RiskScope> Scopes() =>
    [
        RiskScope.All, .. Settings.Strategies.Select(s => new RiskScope(s.Symbol, null)), .. Settings.Connections.Keys.Select(v => new RiskScope(null, v)),
    ];

    private void SetTrap(Fault fault)
    {
        var ids = _newest.Keys.ToArray();
        var trap = new CrashTrap(fault.Number, (CrashPoint)(1 + (fault.Size % 6)), fault.Size % 4 != 0);
        var life = _newest[ids[fault.Target % ids.Length]];
        if (trap.Point == CrashPoint.DuringRecovery)
        {
            // It has to recover to be hit there.
            trap = trap with { OnlyOrders = false };
            Kill(life);
        }

        life.Trap = trap;
    }

    private TimeSpan StepOf(Fault fault) => Settings.ClockStep * (fault.Size - 500) / 500;

    // A clock that is set is noticed beside the monotonic one; one that is slewed is not.
    private static void SetClock(ClusterNode node, TimeSpan by, bool isNoticed)
    {
        node.Jump(by);
        foreach (var life in node.Lives)
        {
            if (isNoticed)
                life.Session?.ClockWasSet(by);
        }
    }

    private void Operate(Fault fault, ClusterNode node)
    {
        var (symbols, scopes) = (Settings.Strategies, Scopes().ToArray());
        var scope = fault.Size % 2 == 0 ? RiskScope.All : scopes[fault.Size / 2 % scopes.Length];
        Adversary.Count(fault.Kind);
        switch (fault.Kind)
        {
            case FaultKind.Kill:
                var kill = new RiskGuardInput.Kill(
                    scope.Symbol, fault.Size % 3 == 0 ? TradingMode.Reducing : TradingMode.Halted, "operator", "drill", scope.Venue);
                // Every other one at the worst moment: an order is claimed and about to leave.
                if (fault.Target % 2 == 0)
                    _killAtClaim = kill;
                else
                    Press(node, kill);
                break;
            case FaultKind.Resume:
                // Some name the kill that they saw, some let go whatever stands.
                var upTo = fault.Size % 3 == 0 ? null : node.Latch.State?.Sequence;
                Press(node, new RiskGuardInput.Resume(scope.Symbol, "operator", "drill", scope.Venue, upTo));
                break;
            default:
                var symbol = symbols[fault.Size % symbols.Length].Symbol;
                Send(node, JournalIds.Strategy(symbol), new StrategyInput.StopRequested(
                    fault.Size % 3 == 0 ? OnStop.Close : OnStop.KeepHedged, "operator"));
                break;
        }
    }

    // The claim is durable, and the connection is not told of it yet.
    private void KillAtClaim(Life life, object happened)
    {
        if (_killAtClaim is not { } kill || happened is not ConnectionEvent.Claimed { Intent: { Risk: RiskClass.AddsRisk } intent }
            || (kill.Symbol is { } symbol && symbol != intent.Symbol))
            return;
        _killAtClaim = null;
        Press(life.Node, kill);
    }

    // A kill latches the node at once and is repeated until the guard has it; a resume is the guard's alone.
    private void Press(ClusterNode node, RiskGuardInput order) => node.Run(() =>
    {
        Tell(c => c.Heard(new OperatorPressed(node.Index, order, Confirmed: false)));
        if (order is RiskGuardInput.Kill pressed)
        {
            var kill = node.Latch.Kill(pressed);
            order = kill;
            _unconfirmed.Add((node, kill));
            if (node.Latch.State is { } state)
                Tell(c => c.Latched(node.Index, state));
        }

        Send(node, JournalIds.Guard, order);
    });

    private void Disturb(Fault fault)
    {
        var symbol = Settings.Strategies[fault.Target % Settings.Strategies.Length].Symbol;
        var (venue, futures) = ((Venue)(1 + (fault.Size % 3)), _venues[Venue.GateFutures]);
        // At the worst moments too: while the strategy is down, and when a pair of it has just begun.
        if (fault.Size % 3 == 1)
        {
            _atPair.Add((symbol, Move));
            return;
        }

        if (fault.Size % 3 == 2)
            Kill(_newest[JournalIds.Strategy(symbol)]);
        Move();

        void Move()
        {
            if (Strike())
                Adversary.Count(fault.Kind);
        }

        bool Strike() => fault.Kind switch
        {
            FaultKind.Funding => Fund(),
            FaultKind.Liquidation => futures.InjectLiquidation(symbol, VenueNow(Venue.GateFutures)) is not null,
            FaultKind.Deleveraging => futures.InjectAdl(symbol, new Contracts(1 + (fault.Size % 40)), VenueNow(Venue.GateFutures)) is not null,
            _ => Trade(),
        };

        bool Fund()
        {
            futures.ApplyFunding(symbol, new((fault.Size - 500) / 1_000_000m), VenueNow(Venue.GateFutures));
            return true;
        }

        bool Trade()
        {
            var model = _venues[venue];
            var rules = model.FindInstrument(symbol)!;
            var (side, price) = (fault.Size % 2 == 0 ? Side.Buy : Side.Sell, model.Mark(symbol));
            if (price.IsNone)
                return false;
            var size = rules.RoundUpToLot(new((20m + (fault.Size % 40)) / price.Value));
            return model.Create(new(null, symbol, side, OrderKind.Market, size, default), VenueNow(venue)) is CreateResult.Accepted;
        }
    }

    private void CloseSessions(Fault fault)
    {
        var venue = (Venue)(1 + (fault.Target % 3));
        Adversary.Count(fault.Kind);
        foreach (var life in _nodes.SelectMany(n => n.Lives).ToArray())
        {
            if (life.Session is { } session && session.Venue == venue)
                session.Close(fault.Name);
        }
    }
}
