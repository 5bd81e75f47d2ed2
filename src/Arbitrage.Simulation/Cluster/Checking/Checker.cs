using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// Watches one promise of ARCHITECTURE 2 during one run. Hears everything at the moment at which it truly happens, remembers little, looks at
/// everything only at quiescence. It knows the promise and not the rules that keep it.
/// </summary>
public abstract class Checker
{
    private readonly List<string> _violations = [];
    private Action<string>? _tell;
    private ICluster _cluster = null!;

    /// <param name="invariant">`I1` to `I16`.</param>
    protected Checker(string invariant) => Invariant = invariant;

    /// <summary>Which promise: `I1` to `I16`.</summary>
    public string Invariant { get; }

    /// <summary>True for the few that have to be asked after every step, because time alone breaks their promise.</summary>
    internal virtual bool WatchesSteps => false;

    /// <summary>What was seen broken, in order; empty in a clean run.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>The cluster that is watched; set before the run.</summary>
    public ICluster Cluster
    {
        get => _cluster;
        internal set
        {
            _cluster = value;
            Attached();
        }
    }

    /// <summary>An incarnation began, before it has read its journal.</summary>
    public virtual void Started(Incarnation incarnation)
    {
    }

    /// <summary>An incarnation ended: crashed, stopped, or its node died.</summary>
    public virtual void Ended(Incarnation incarnation)
    {
    }

    /// <summary>An event became durable.</summary>
    public virtual void Heard(in Durable durable)
    {
    }

    /// <summary>A CREATE left for a venue.</summary>
    public virtual void Heard(in CreateWritten written)
    {
    }

    /// <summary>A CREATE reached a venue and was answered there.</summary>
    public virtual void Heard(in CreateReceived received)
    {
    }

    /// <summary>A call left for a venue.</summary>
    public virtual void Heard(in Called called)
    {
    }

    /// <summary>Something happened on an account: order, trade, row, position. Not the books.</summary>
    public virtual void Heard(Venue venue, VenueEvent happened)
    {
    }

    /// <summary>A node's kill latch changed.</summary>
    public virtual void Latched(int node, LatchState latch)
    {
    }

    /// <summary>A node begins, or comes back: nobody has told it anything yet.</summary>
    public virtual void NodeUp(int node)
    {
    }

    /// <summary>An operator pressed a button, or was told that it is done.</summary>
    public virtual void Heard(in OperatorPressed pressed)
    {
    }

    /// <summary>A machine raised an alert.</summary>
    public virtual void Heard(RaisedAlert alert)
    {
    }

    /// <summary>One step of the simulation is over.</summary>
    public virtual void AfterStep()
    {
    }

    /// <summary>The run is over. Nothing is in flight and the adversary has been quiet for long: everything must add up now.</summary>
    public virtual void AtQuiescence()
    {
    }

    internal virtual void Attached()
    {
    }

    internal void Begin(Action<string> tell) => _tell = tell;

    /// <summary>The promise is broken.</summary>
    /// <param name="text">By what: ids, numbers, times.</param>
    protected void Broken(string text)
    {
        _violations.Add(text);
        _tell?.Invoke(text);
    }
}
