using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Cluster.Checking.Truth;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>I2: when the first byte of a CREATE is written, and when one of ours reaches a venue, intent and claim are durable and say the same.</summary>
internal sealed class DurableBeforeWire(ClusterTruth truth) : Checker("I2")
{
    /// <inheritdoc/>
    public override void Heard(in CreateWritten written) => Check(written.Intent.Id.Text, "written", written.Intent);

    /// <inheritdoc/>
    public override void Heard(in CreateReceived received)
    {
        if (!ClientOrderId.TryParse(received.Log.Request.ClientId, out var id))
            return;
        var order = truth.Find(id.Text);
        Check(id.Text, "received", null);
        if (order?.Intent is { } intent
            && (intent.Venue != received.Log.Venue || VenueTranslation.Request(intent) != received.Log.Request))
            Broken($"{received.Log.Venue} received {received.Log.Request}, intended was {intent}.");
    }

    private void Check(string id, string what, OrderIntent? sent)
    {
        var order = truth.Find(id);
        if (order?.Intent is not { } intent)
            Broken($"{id} was {what} without a durable intent.");
        else if (order.Claim is not { } claim)
            Broken($"{id} was {what} without a durable claim.");
        else if (claim != intent || (sent is not null && sent != intent))
            Broken($"{id} was {what} as {sent ?? claim}, intended was {intent}.");
    }
}

/// <summary>I2: what was acknowledged as durable is there when the next incarnation reads its journal.</summary>
internal sealed class AcknowledgedWritesStay() : Checker("I2")
{
    private readonly Dictionary<string, long> _highest = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        if (durable.Known && durable.Sequence > _highest.GetValueOrDefault(durable.By.PersistenceId))
            _highest[durable.By.PersistenceId] = durable.Sequence;
    }

    /// <inheritdoc/>
    public override void Started(Incarnation incarnation)
    {
        var (highest, count) = (_highest.GetValueOrDefault(incarnation.PersistenceId), Cluster.JournalOf(incarnation.PersistenceId).Count);
        if (count < highest)
            Broken($"{incarnation.PersistenceId} was told that event {highest} is durable and finds {count}.");
    }
}
