using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Cluster.Faults;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Cluster;

/// <summary>
/// One incarnation on its node: what its host stands on, and where its effects go. It may be killed in the middle of anything, and live on beside its
/// successor without knowing of it.
/// </summary>
internal sealed class Life(SimulatedCluster cluster, ClusterNode node, Incarnation incarnation) : EffectRouter, IHostContext
{
    private static readonly TimeSpan OnTheWayWhenItsSenderDied = TimeSpan.FromMilliseconds(1_100);

    public Incarnation Incarnation => incarnation;

    public string PersistenceId => incarnation.PersistenceId;

    public ClusterNode Node => node;

    public IMachineHost Host { get; set; } = null!;

    /// <summary>Hands over an input of the machine's own type.</summary>
    public Action<object> Deliver { get; set; } = null!;

    /// <summary>State of the machine.</summary>
    public Func<object> State { get; set; } = null!;

    /// <summary>The connection's session; null for other machines, and before it began.</summary>
    public ClusterSession? Session { get; set; }

    /// <summary>How books reach a strategy; null for other machines.</summary>
    public BookEars? Ears { get; set; }

    public bool IsAlive { get; set; } = true;

    /// <summary>A crash that waits for its boundary; null for none.</summary>
    public CrashTrap? Trap { get; set; }

    /// <summary>Events of its last write that was told to be durable.</summary>
    public int LastWrite { get; set; }

    /// <inheritdoc/>
    public DateTimeOffset Now => node.Now;

    /// <summary>Does something as this incarnation: now, when its node wakes up, or never.</summary>
    public void Run(Action action)
    {
        if (!IsAlive)
            return;
        if (!node.IsPaused)
        {
            action();
            return;
        }

        node.Run(() =>
        {
            if (IsAlive)
                action();
        });
    }

    /// <inheritdoc/>
    public IEnumerable<object> Journal(string persistenceId) => cluster.JournalOf(persistenceId);

    /// <inheritdoc/>
    public void Write(JournalWrite write) => cluster.Write(this, write);

    /// <inheritdoc/>
    public void Land(JournalWrite write) => throw new NotSupportedException("Whether a write under way lands is the journal's.");

    /// <inheritdoc/>
    public void Note(string persistenceId, DriverCallKind kind, object subject)
    {
        if (Trap is null || !IsAlive)
            return;
        if (kind == DriverCallKind.Write)
            cluster.Spring(this, CrashPoint.BeforePersist, subject);
        else if (kind == DriverCallKind.Perform)
            cluster.Spring(this, CrashPoint.BeforeSend, subject);
    }

    /// <summary>The effect has been performed.</summary>
    public void Performed(object effect)
    {
        if (Trap is not null && IsAlive)
            cluster.Spring(this, CrashPoint.AfterSend, effect);
    }

    protected override void Tell(Symbol symbol, StrategyInput input) => cluster.Send(node, JournalIds.Strategy(symbol), input);

    // An order whose sender dies right after it may well arrive when a successor is there already.
    protected override void Tell(Venue venue, ConnectionInput input) => cluster.Send(
        node, JournalIds.Connection(venue), input,
        Trap is { Point: CrashPoint.AfterSend } && input is ConnectionInput.Submit ? OnTheWayWhenItsSenderDied : TimeSpan.Zero);

    protected override void Tell(Venue venue, LedgerInput input) => cluster.Send(node, JournalIds.Ledger(venue), input);

    protected override void Tell(RiskGuardInput input) => cluster.Send(node, JournalIds.Guard, input);

    protected override void Latch(LatchState latch) => cluster.TellNodes(node, latch);

    protected override void Raise(string persistenceId, string code, string text) => cluster.Raise(persistenceId, code, text);

    protected override bool TryCall(Venue venue, ConnectionEffect effect) => Session is { } session && session.TryPerform(effect);

    protected override void Stop(Symbol symbol, string reason) => Host.Stop(reason);
}
