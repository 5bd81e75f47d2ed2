using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Cluster.Checking.Truth;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>I6: no entry of an older incarnation follows one of a newer, no number is used twice or left out, and every start raises the epoch.</summary>
internal sealed class SingleWriter() : Checker("I6")
{
    private readonly Dictionary<string, (int Writer, long Sequence)> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Epoch> _epochs = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        var (id, last) = (durable.By.PersistenceId, _last.GetValueOrDefault(durable.By.PersistenceId));
        if (durable.By.Number < last.Writer)
            Broken($"{id}: incarnation {durable.By.Number} wrote event {durable.Sequence} after incarnation {last.Writer} had written.");
        if (durable.Sequence != last.Sequence + 1)
            Broken($"{id}: event {durable.Sequence} follows {last.Sequence}.");
        _last[id] = (Math.Max(durable.By.Number, last.Writer), durable.Sequence);
        if (durable.Happened is not StrategyEvent.IncarnationStarted started)
            return;
        if (started.Epoch <= _epochs.GetValueOrDefault(id) || started.Epoch.Sequence != durable.Sequence)
            Broken($"{id}: event {durable.Sequence} starts epoch {started.Epoch}, the one before was {_epochs.GetValueOrDefault(id)}.");
        _epochs[id] = started.Epoch;
    }
}

/// <summary>I6: no venue accepts a CREATE after its NotAfter, by the venue's own clock.</summary>
internal sealed class AcceptedBeforeNotAfter(ClusterTruth truth) : Checker("I6")
{
    /// <inheritdoc/>
    public override void Heard(in CreateReceived received)
    {
        if (received.Log.VenueId is not null && truth.Find(received.Log.Request.ClientId) is { Intent: { } intent } && received.VenueNow > intent.NotAfter)
            Broken($"{received.Log.Venue} accepted {intent.Id} at {received.VenueNow:O}, after its NotAfter {intent.NotAfter:O}.");
    }
}

/// <summary>
/// I6: no CREATE leaves a connection for a strategy's older epoch once that connection durably knows a newer one. Of an incarnation that was replaced and does
/// not know it, NotAfter is the bound.
/// </summary>
internal sealed class NewestEpochOnly(ClusterTruth truth) : Checker("I6")
{
    private readonly Dictionary<string, int> _newest = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override void Started(Incarnation incarnation) => _newest[incarnation.PersistenceId] = incarnation.Number;

    /// <inheritdoc/>
    public override void Heard(in CreateWritten written)
    {
        var intent = written.Intent;
        var (raised, by) = truth.RaisedAt(intent.Venue, intent.Symbol);
        var isNewest = written.By.Number >= _newest.GetValueOrDefault(written.By.PersistenceId);
        if (intent.Epoch >= raised || !isNewest)
            return;
        // A raise of this very incarnation counts from the moment at which its journal has told it, which its state shows.
        if (by == written.By && Cluster.StateOf<ConnectionState>(written.By.PersistenceId)?.Of(intent.Symbol).Epoch < raised)
            return;
        Broken($"{written.By.PersistenceId} wrote {intent.Id} of epoch {intent.Epoch} and knows {raised}.");
    }
}

/// <summary>I6: an order is closed as without effect only after NotAfter and the settling time, by the venue's clock.</summary>
internal sealed class ResolvedAfterSettling(ClusterTruth truth) : Checker("I6")
{
    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        if (durable.Happened is not ConnectionEvent.Finished { Outcome: OrderOutcome.NoEffect } finished
            || truth.Find(finished.Id.Text) is not { Intent: { } intent }
            || !Cluster.Settings.Connections.TryGetValue(intent.Venue, out var settings))
            return;
        var (now, settled) = (truth.VenueNow(intent.Venue), intent.NotAfter + settings.Settle);
        if (now <= settled)
            Broken($"{intent.Id} was closed as without effect at {now:O}, before it had settled at {settled:O}.");
    }
}
