using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Cluster.Faults;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Cluster;

// Journal, crashes and what the checkers hear.
internal sealed partial class SimulatedCluster
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private bool _stirred;
    private DateTimeOffset _lookedAt;

    /// <summary>A write goes to the journal that all nodes share.</summary>
    public void Write(Life life, JournalWrite write)
    {
        var takes = TimeSpan.FromMicroseconds(300 + _disk.Below(600));
        var isOrphanKept = _disk.Below(2) == 0;
        var node = life.Node.Index;
        if (!_parts.Driver.PersistsFirst)
            Time.After(TimeSpan.Zero, () => life.Run(() => write.End()));
        if (Adversary.Hit(FaultKind.WriteRejected, node, _nodes.Length) is not null)
        {
            Time.After(TimeSpan.FromMicroseconds(50), () => life.Run(() => write.End(new IOException("rejected"))));
            return;
        }

        if (Adversary.Hit(FaultKind.WriteSlow, node, _nodes.Length) is { } slow)
            takes += TimeSpan.FromMilliseconds(slow.Random!.Below(1 + (slow.Size * 3)));
        if (Adversary.Hit(FaultKind.WriteFails, node, _nodes.Length) is not null)
        {
            Time.After(takes, () => life.Run(() => write.End(new IOException("failed"))));
            return;
        }

        var fails = Adversary.Hit(FaultKind.WriteLandsAndFails, node, _nodes.Length) is not null;
        Time.After(takes, () =>
        {
            // What a dead writer still had on the way may have reached the journal or not.
            if (!write.IsAbandoned || isOrphanKept)
                Land(life, write, fails);
        });
    }

    /// <summary>Crashes an incarnation if its trap is for this boundary.</summary>
    public void Spring(Life life, CrashPoint point, object subject)
    {
        if (life.Trap is not { } trap || trap.Point != point || (trap.OnlyOrders && !OrderSubjects.Has(subject)))
            return;
        Coverage.Crashed(point);
        Adversary.Count(FaultKind.Crash);
        life.Trap = null;
        Kill(life);
    }

    private void Land(Life life, JournalWrite write, bool fails)
    {
        try
        {
            _journals.Append(write.PersistenceId, write.First, write.Events);
        }
        catch (TakenNumberException taken)
        {
            Adversary.Count(FaultKind.NumberTaken);
            life.Run(() => write.End(taken));
            return;
        }

        life.LastWrite = write.Events.Length;
        if (life.Trap is not null)
            Spring(life, CrashPoint.AfterPersist, write.Events[0]);
        var isKnown = life.IsAlive && !fails && !write.IsAbandoned;
        for (var i = 0; i < write.Events.Length; i++)
        {
            var durable = new Durable(life.Incarnation, write.First + i, write.Events[i], isKnown);
            Events++;
            Hash?.Append(write.PersistenceId, durable.Sequence, durable.Happened);
            if (durable.Happened is StrategyEvent strategy)
                Coverage.Saw(write.PersistenceId, strategy);
            if (durable.Happened is StrategyEvent.LegsIntended { Orders: [var order, ..] } && _atPair.Count > 0)
                PairBegan(order.Symbol);
            foreach (var checker in _checkers)
                checker.Heard(durable);
            KillAtClaim(life, durable.Happened);
        }

        _stirred = true;
        if (_parts.Driver.PersistsFirst)
            life.Run(() => write.End(fails ? new IOException("failed") : null));
    }

    // True when a promise is broken.
    private bool AfterStep()
    {
        if (!_stirred && Now - _lookedAt < LookEvery)
            return false;
        (_stirred, _lookedAt) = (false, Now);
        var isBroken = false;
        foreach (var checker in _checkers)
        {
            checker.AfterStep();
            isBroken |= checker.Violations.Count > 0;
        }

        return isBroken;
    }
}
