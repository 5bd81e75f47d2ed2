using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Simulation.Cluster.Checking.Truth;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// Every checker of one run behind one door. What several of them have to know (which orders exist, what a strategy durably knows, what the guard
/// has charged) is kept once, in <see cref="ClusterTruth"/>, and is up to date before any checker hears of a fact.
/// </summary>
public sealed class CheckerSet
{
    // One bug may break a promise a thousand times; a few cases are enough to find it.
    private const int MostPerChecker = 5;

    private readonly ICluster _cluster;
    private readonly Checker[] _all;
    private readonly Checker[] _stepping;
    private readonly List<Violation> _violations = [];

    /// <summary>All checkers of I1 to I16.</summary>
    /// <param name="cluster">Watched; made before its first step.</param>
    public CheckerSet(ICluster cluster)
        : this(cluster, All)
    {
    }

    /// <summary>Some checkers only.</summary>
    internal CheckerSet(ICluster cluster, Func<ClusterTruth, IEnumerable<Checker>> checkers)
    {
        _cluster = cluster;
        Truth = new(cluster);
        _all = [.. checkers(Truth)];
        foreach (var checker in _all)
        {
            checker.Cluster = cluster;
            checker.Begin(violation =>
            {
                if (checker.Violations.Count <= MostPerChecker)
                    _violations.Add(new(checker.Invariant, checker.GetType().Name, cluster.Now, violation));
            });
        }

        _stepping = [.. _all.Where(c => c.WatchesSteps)];
    }

    /// <summary>What was seen broken, in order; empty in a clean run. At most a few of each checker.</summary>
    public IReadOnlyList<Violation> Violations => _violations;

    /// <summary>The checkers.</summary>
    public IReadOnlyList<Checker> Checkers => _all;

    internal ClusterTruth Truth { get; }

    /// <summary>An incarnation began, before it has read its journal.</summary>
    public void Started(Incarnation incarnation)
    {
        foreach (var checker in _all)
            checker.Started(incarnation);
    }

    /// <summary>An incarnation ended.</summary>
    public void Ended(Incarnation incarnation)
    {
        foreach (var checker in _all)
            checker.Ended(incarnation);
    }

    /// <summary>An event became durable.</summary>
    public void Heard(in Durable durable)
    {
        Truth.Heard(durable);
        foreach (var checker in _all)
            checker.Heard(durable);
    }

    /// <summary>A CREATE left for a venue.</summary>
    public void Heard(in CreateWritten written)
    {
        Truth.Heard(written);
        foreach (var checker in _all)
            checker.Heard(written);
    }

    /// <summary>A CREATE reached a venue and was answered there.</summary>
    public void Heard(in CreateReceived received)
    {
        Truth.Heard(received);
        foreach (var checker in _all)
            checker.Heard(received);
    }

    /// <summary>A call left for a venue.</summary>
    public void Heard(in Called called)
    {
        foreach (var checker in _all)
            checker.Heard(called);
    }

    /// <summary>Something happened on an account.</summary>
    public void Heard(Venue venue, VenueEvent happened)
    {
        Truth.Heard(venue, happened);
        foreach (var checker in _all)
            checker.Heard(venue, happened);
    }

    /// <summary>A node's kill latch changed.</summary>
    public void Latched(int node, LatchState latch)
    {
        foreach (var checker in _all)
            checker.Latched(node, latch);
    }

    /// <summary>An operator pressed a button, or was told that it is done.</summary>
    public void Heard(in OperatorPressed pressed)
    {
        foreach (var checker in _all)
            checker.Heard(pressed);
    }

    /// <summary>A machine raised an alert.</summary>
    public void Heard(RaisedAlert alert)
    {
        foreach (var checker in _all)
            checker.Heard(alert);
    }

    /// <summary>One step of the simulation is over.</summary>
    public void AfterStep()
    {
        foreach (var checker in _stepping)
            checker.AfterStep();
    }

    /// <summary>Nothing is in flight and the adversary has been quiet for long.</summary>
    public void AtQuiescence()
    {
        foreach (var checker in _all)
            checker.AtQuiescence();
    }

    /// <summary>The run is over, whether it came to rest or not.</summary>
    public void AtEnd()
    {
        foreach (var checker in _all)
            checker.AtEnd();
    }

    private static IEnumerable<Checker> All(ClusterTruth truth) =>
    [
        new OneCreatePerIntent(truth),
        new DurableBeforeWire(truth),
        new AcknowledgedWritesStay(),
        new OneAnswerPerIntent(truth),
        new OutcomesRestOnEvidence(truth),
        new DoubtFreezesNewRisk(truth),
        new LedgerEqualsVenue(),
        new WorstCaseWithinLimits(truth),
        new ChargesCoverExposure(truth),
        new SingleWriter(),
        new AcceptedBeforeNotAfter(truth),
        new NewestEpochOnly(truth),
        new ResolvedAfterSettling(truth),
        new CertainDeltaIsShort(truth),
        new ReducingOrdersReduce(truth),
        new KillSilences(truth),
        new LeasesEnd(truth),
        new DecidedOnTrueBooks(),
        new LegsLegalAndFunded(truth),
        new MoneyAddsUp(),
        new RequestsWithinBudget(),
        new SameJournalSameState(),
        new PairsEnd(truth),
        new NoSecretTold(),
    ];
}
