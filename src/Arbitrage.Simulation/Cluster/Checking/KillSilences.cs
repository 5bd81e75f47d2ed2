using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Cluster.Checking.Truth;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// I9: nothing that adds risk passes its last look on a node that is latched or was never answered, none is accepted by a venue later than the bound after the
/// guard journaled the kill, the operator hears "confirmed" only then, and a kill stops no order that reduces.
/// </summary>
internal sealed class KillSilences(ClusterTruth truth) : Checker("I9")
{
    private readonly HashSet<int> _unanswered = [];

    /// <inheritdoc/>
    public override void NodeUp(int node) => _unanswered.Add(node);

    /// <inheritdoc/>
    public override void Latched(int node, LatchState latch) => _unanswered.Remove(node);

    /// <inheritdoc/>
    public override void Heard(in CreateWritten written)
    {
        if (written.Intent.Risk == RiskClass.Reducing)
            return;
        if (written.Latch is not { } latch || _unanswered.Contains(written.By.Node))
            Broken($"{written.Intent.Id} left node {written.By.Node}, which has no answer of the guard.");
        else if (latch.Stops(written.Intent.Symbol, written.Intent.Venue))
            Broken($"{written.Intent.Id} left node {written.By.Node}, which is latched by order {latch.Sequence}.");
    }

    /// <inheritdoc/>
    public override void Heard(in CreateReceived received)
    {
        if (received.Log.VenueId is null || truth.Find(received.Log.Request.ClientId) is not { Intent: { Risk: RiskClass.AddsRisk } intent }
            || truth.Guard.StoppedSince(intent.Symbol, intent.Venue) is not { } since)
            return;
        var bound = LeasesEnd.Life(Cluster);
        if (Cluster.Now - since > bound)
        {
            Broken($"{intent.Venue} accepted {intent.Id} {(Cluster.Now - since).TotalSeconds:0.000} s after the kill was journaled; "
                + $"the bound is {bound.TotalSeconds:0.000} s.");
        }
    }

    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        var killed = durable.Happened switch
        {
            ConnectionEvent.Refused { Reason: RefusalReason.Killed, Intent: var intent } => intent,
            ConnectionEvent.Finished { Outcome: OrderOutcome.NotSent { Reason: RefusalReason.Killed }, Id: var id } => truth.Find(id.Text)?.Intent,
            _ => null,
        };
        if (killed is { Risk: RiskClass.Reducing })
            Broken($"{killed.Id} reduces and was stopped by a kill.");
    }

    /// <inheritdoc/>
    public override void Heard(in OperatorPressed pressed)
    {
        if (pressed is not { Confirmed: true, Order: RiskGuardInput.Kill kill } || truth.Guard.HasJournaled(kill))
            return;
        Broken($"the operator at node {pressed.Node} was told that {kill} is done; the guard has not journaled it.");
    }
}

/// <summary>
/// I9: the right to spend ends. Nothing that adds risk is accepted by a venue later after its grant became durable than the lease's life, with the drift of
/// clocks and the error bound of one.
/// </summary>
internal sealed class LeasesEnd(ClusterTruth truth) : Checker("I9")
{
    /// <inheritdoc/>
    public override void Heard(in CreateReceived received)
    {
        if (received.Log.VenueId is null || truth.Find(received.Log.Request.ClientId) is not { Intent: { Risk: RiskClass.AddsRisk, Lease: { } lease } intent }
            || truth.Guard.Grant(lease.Id) is not { } grant)
            return;
        var (age, life) = (Cluster.Now - grant.At, Life(Cluster));
        if (age > life)
            Broken($"{intent.Venue} accepted {intent.Id} {age.TotalSeconds:0.000} s after lease {lease.Id} was granted; it lives {life.TotalSeconds:0.000} s.");
    }

    // Two clocks stand between lease and venue: that of the node that asked, and the sender's against the venue.
    internal static TimeSpan Life(ICluster cluster)
    {
        var bound = cluster.Settings.Connections.Values.Select(c => c.ClockErrorMax).DefaultIfEmpty().Max();
        return new TimeSpan((long)(cluster.Settings.Risk.LeaseTtl.Ticks * (1m + cluster.Settings.ClockDrift))) + bound + bound;
    }
}
