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
public sealed class CheckerSet : Checker
{
    // One bug may break a promise a thousand times; a few cases are enough to find it.
    private const int MostPerChecker = 5;

    private readonly Func<ClusterTruth, IEnumerable<Checker>> _make;
    private readonly List<Violation> _found = [];
    private Checker[] _all = [];
    private Checker[] _stepping = [];

    /// <summary>All checkers of I1 to I16.</summary>
    public CheckerSet()
        : this(All)
    {
    }

    /// <summary>The checkers of one invariant.</summary>
    public CheckerSet(string invariant)
        : this(truth => All(truth).Where(c => c.Invariant == invariant))
    {
    }

    /// <summary>Some checkers only.</summary>
    internal CheckerSet(Func<ClusterTruth, IEnumerable<Checker>> make)
        : base("I1-I16") => _make = make;

    /// <summary>What was seen broken, in order; empty in a clean run. At most a few of each checker.</summary>
    public IReadOnlyList<Violation> Found => _found;

    internal ClusterTruth Truth { get; private set; } = null!;

    internal override void Attached()
    {
        Truth = new(Cluster);
        _all = [.. _make(Truth)];
        foreach (var checker in _all)
        {
            checker.Begin(text => Tell(checker, text));
            checker.Cluster = Cluster;
        }

        _stepping = [.. _all.Where(c => c.WatchesSteps)];
    }

    /// <inheritdoc/>
    public override void Started(Incarnation incarnation)
    {
        foreach (var checker in _all)
            checker.Started(incarnation);
    }

    /// <inheritdoc/>
    public override void Ended(Incarnation incarnation)
    {
        foreach (var checker in _all)
            checker.Ended(incarnation);
    }

    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        Truth.Heard(durable);
        foreach (var checker in _all)
            checker.Heard(durable);
    }

    /// <inheritdoc/>
    public override void Heard(in CreateWritten written)
    {
        Truth.Heard(written);
        foreach (var checker in _all)
            checker.Heard(written);
    }

    /// <inheritdoc/>
    public override void Heard(in CreateReceived received)
    {
        Truth.Heard(received);
        foreach (var checker in _all)
            checker.Heard(received);
    }

    /// <inheritdoc/>
    public override void Heard(in Called called)
    {
        foreach (var checker in _all)
            checker.Heard(called);
    }

    /// <inheritdoc/>
    public override void Heard(Venue venue, VenueEvent happened)
    {
        Truth.Heard(venue, happened);
        foreach (var checker in _all)
            checker.Heard(venue, happened);
    }

    /// <inheritdoc/>
    public override void Latched(int node, LatchState latch)
    {
        foreach (var checker in _all)
            checker.Latched(node, latch);
    }

    /// <inheritdoc/>
    public override void NodeUp(int node)
    {
        foreach (var checker in _all)
            checker.NodeUp(node);
    }

    /// <inheritdoc/>
    public override void Heard(in OperatorPressed pressed)
    {
        foreach (var checker in _all)
            checker.Heard(pressed);
    }

    /// <inheritdoc/>
    public override void Heard(RaisedAlert alert)
    {
        foreach (var checker in _all)
            checker.Heard(alert);
    }

    /// <inheritdoc/>
    public override void AfterStep()
    {
        foreach (var checker in _stepping)
            checker.AfterStep();
    }

    /// <inheritdoc/>
    public override void AtQuiescence()
    {
        foreach (var checker in _all)
            checker.AtQuiescence();
    }

    private void Tell(Checker checker, string text)
    {
        if (checker.Violations.Count > MostPerChecker)
            return;
        var violation = new Violation(checker.Invariant, checker.GetType().Name, Cluster.Now, text);
        _found.Add(violation);
        Broken(violation.ToString());
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
