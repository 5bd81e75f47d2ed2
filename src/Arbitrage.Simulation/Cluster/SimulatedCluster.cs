using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Simulation.Cluster.Checking;
using Arbitrage.Simulation.Cluster.Faults;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Cluster;

/// <summary>
/// Nodes, machines, venues, journal and adversary of one seed, on one thread and virtual time. Which machine lives where promises nothing: two
/// incarnations of one may be alive, and a message may come never, twice or late.
/// </summary>
internal sealed partial class SimulatedCluster : ICluster
{
    // A wall clock that was set and not set right again is a fault in force.
    private static readonly TimeSpan ClocksApart = TimeSpan.FromMilliseconds(500);

    // The guard tells every change by itself; this is for what got lost.
    private static readonly TimeSpan AskLatchEvery = TimeSpan.FromSeconds(2);
    private static readonly DateTimeOffset Epoch = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ClusterParts _parts;
    private readonly IReadOnlyList<Checker> _checkers;
    private readonly ClusterJournals _journals;
    private readonly SortedDictionary<string, Life> _newest = new(StringComparer.Ordinal);
    private readonly SortedDictionary<Venue, VenueModel> _venues = [];
    private readonly ClusterNode[] _nodes;
    private readonly SeededRandom _network, _disk, _placement, _wire;
    private readonly List<(ClusterNode Node, RiskGuardInput.Kill Order)> _unconfirmed = [];
    private readonly TimeSpan _quietFrom;
    private DateTimeOffset _troubledAt;
    private int _lives;

    public SimulatedCluster(
        ClusterSettings settings, ClusterParts parts, IReadOnlyList<Checker> checkers, IReadOnlyList<Fault> plan, IReadOnlySet<int> leftOut,
        TimeSpan quietFrom, bool isHashed)
    {
        (Settings, _parts, _checkers, _quietFrom) = (settings, parts, checkers, quietFrom);
        _journals = new(parts.Driver);
        Hash = isHashed ? new() : null;
        var seed = (ulong)settings.Seed;
        (_network, _disk) = (SeededRandom.For(seed, "network"), SeededRandom.For(seed, "disk"));
        (_placement, _wire) = (SeededRandom.For(seed, "placement"), SeededRandom.For(seed, "wire"));
        var clocks = SeededRandom.For(seed, "clocks");
        var drift = (int)(settings.ClockDrift * 1_000_000m) / 2;
        _nodes = [.. Enumerable.Range(0, settings.Nodes).Select(i => new ClusterNode(i, Time)
        {
            Skew = TimeSpan.FromMilliseconds(clocks.Below(101) - 50),
            DriftPpm = clocks.Below((2 * drift) + 1) - drift,
            Latch = NewLatch(),
        })];
        Adversary = new(plan, leftOut, Time, Begin, End);
        foreach (var node in _nodes.Where(n => n.DriftPpm != 0))
            Adversary.Count(FaultKind.ClockDrift);
        OpenVenues(seed);
    }

    public VirtualTime Time { get; } = new(Epoch);

    public Adversary Adversary { get; }

    public ClusterCoverage Coverage { get; } = new();

    /// <summary>Durable events so far.</summary>
    public long Events { get; private set; }

    /// <summary>Hash over them; null when nobody asked for it.</summary>
    public EventHash? Hash { get; }

    /// <summary>What went wrong in a machine itself; null in every run that is to be trusted.</summary>
    public Exception? Fault { get; private set; }

    /// <inheritdoc/>
    public DateTimeOffset Now => Time.Now;

    /// <inheritdoc/>
    public ClusterSettings Settings { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<Venue, VenueModel> Venues => _venues;

    /// <inheritdoc/>
    public ImmutableArray<Incarnation> Living => [.. _nodes.SelectMany(n => n.Lives).Select(l => l.Incarnation).OrderBy(i => i.Number)];

    /// <inheritdoc/>
    public TimeSpan QuietFor
    {
        get
        {
            if (Adversary.IsActive || _nodes.Any(n => !n.IsUp || n.IsPaused || n.Jumped.Duration() > ClocksApart))
                _troubledAt = Now;
            var last = Adversary.LastAt > _troubledAt ? Adversary.LastAt : _troubledAt;
            return last == DateTimeOffset.MinValue || last < Time.Start ? Now - Time.Start : Now - last;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<object> JournalOf(string persistenceId) => _journals.Of(persistenceId);

    /// <inheritdoc/>
    public TState? StateOf<TState>(string persistenceId)
        where TState : class =>
        _newest.TryGetValue(persistenceId, out var life) ? (TState)life.State() : null;

    /// <summary>Runs to the end, or to the first violation when asked to.</summary>
    public void Run(bool stopsAtFirst)
    {
        foreach (var node in _nodes)
            Tell(c => c.NodeUp(node.Index));
        StartMachines();
        foreach (var node in _nodes)
            AskLatch(node);
        StartMarkets();
        Time.After(WatchEvery, Watch);
        Time.At(Time.Start + _quietFrom, CalmDown);
        try
        {
            Time.RunUntil(() => AfterStep() && stopsAtFirst, Time.Start + Settings.Length);
            foreach (var checker in _checkers)
                checker.AtQuiescence();
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            Fault = cause;
        }
    }

    public void Raise(string persistenceId, string code, string text)
    {
        var alert = new RaisedAlert(Now, persistenceId, code, text);
        foreach (var checker in _checkers)
            checker.Heard(alert);
        _stirred = true;
    }

    /// <summary>The message travels to whichever incarnation of the machine the sender's node can reach then, newest first.</summary>
    public void Send(ClusterNode from, string persistenceId, object input, TimeSpan late = default)
    {
        var target = _network.Next(); // one draw decides whom faults count for, whatever is in force
        var takes = late + TimeSpan.FromMicroseconds(100 + (int)(target % 900));
        var (number, of) = ((int)(target >> 40) % 4, 4);
        if (Adversary.Hit(FaultKind.MessageLost, number, of) is not null)
            return;
        if (Adversary.Hit(FaultKind.MessageDelayed, number, of) is { } delay)
            takes += TimeSpan.FromMilliseconds(delay.Random!.Below(1 + (delay.Size * 6)));
        Time.After(takes, () => Arrive(from, persistenceId, input));
        if (Adversary.Hit(FaultKind.MessageDuplicated, number, of) is { } twice)
            Time.After(takes + TimeSpan.FromMilliseconds(twice.Random!.Below(1 + (twice.Size * 3))), () => Arrive(from, persistenceId, input));
    }

    /// <summary>The guard's latch travels to every node.</summary>
    public void TellNodes(ClusterNode from, LatchState latch)
    {
        foreach (var node in _nodes)
        {
            var takes = TimeSpan.FromMicroseconds(100 + _network.Below(900));
            if (Adversary.Hit(FaultKind.MessageLost, node.Index, _nodes.Length) is not null)
                continue;
            if (Adversary.Hit(FaultKind.MessageDelayed, node.Index, _nodes.Length) is { } delay)
                takes += TimeSpan.FromMilliseconds(delay.Random!.Below(1 + (delay.Size * 6)));
            Time.After(takes, () =>
            {
                if (Sees(from, node) && Now >= node.DeafUntil)
                    node.Run(() => TakeLatch(node, latch));
            });
        }
    }

    public void Tell(Action<Checker> fact)
    {
        foreach (var checker in _checkers)
            fact(checker);
        _stirred = true;
    }

    private void Arrive(ClusterNode from, string persistenceId, object input)
    {
        Life? target = null;
        foreach (var node in _nodes)
        {
            if (!Sees(from, node))
                continue;
            foreach (var life in node.Lives)
            {
                if (life.PersistenceId == persistenceId && (target is null || life.Incarnation.Number > target.Incarnation.Number))
                    target = life;
            }
        }

        target?.Run(() => Take(target, input));
    }

    /// <summary>An input reaches a machine, unless it crashes before it takes it in.</summary>
    public void Take(Life life, object input)
    {
        if (life.Trap is not null)
            Spring(life, CrashPoint.BeforeAck, input);
        if (life.IsAlive)
            life.Deliver(input);
    }

    private void AskLatch(ClusterNode node)
    {
        node.Run(() =>
        {
            foreach (var (pressedAt, order) in _unconfirmed)
            {
                if (pressedAt == node)
                    Send(node, JournalIds.Guard, order);
            }

            Send(node, JournalIds.Guard, new RiskGuardInput.AskLatch($"node-{node.Index}", node.Latch.State?.Sequence ?? 0));
        });
        Time.After(AskLatchEvery, () => AskLatch(node));
    }

    private void TakeLatch(ClusterNode node, LatchState latch)
    {
        var known = node.Latch.State;
        node.Latch.Take(latch);
        for (var i = _unconfirmed.Count - 1; i >= 0; i--)
        {
            var (pressedAt, order) = _unconfirmed[i];
            if (pressedAt != node || node.Latch.IsPending(order.Scope))
                continue;
            _unconfirmed.RemoveAt(i);
            Tell(c => c.Heard(new OperatorPressed(node.Index, order, Confirmed: true)));
        }

        if (node.Latch.State is { } state && (known is null || known.Sequence != state.Sequence))
            Tell(c => c.Latched(node.Index, state));
    }

    private NodeLatch NewLatch()
    {
        var latch = new NodeLatch();
        if (!_parts.Driver.StartsLatched)
            latch.Take(new(0, false, []));
        return latch;
    }

    private bool Sees(ClusterNode from, ClusterNode to) =>
        to.IsUp && (from == to || (Adversary.Against(FaultKind.Partition, from.Index, _nodes.Length) is null
            && Adversary.Against(FaultKind.Partition, to.Index, _nodes.Length) is null));
}
