using System.Collections.Concurrent;
using Arbitrage.Actors.Risk;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Actors.Tests.Kit;

/// <summary>
/// Holds what arrived at a venue against what is durable in the journal and what the node was told. Knows nothing of actors: it believes the
/// venue and the rows.
/// </summary>
public sealed class VenueAudit
{
    private readonly ConcurrentQueue<string> _found = new();
    private readonly FakeVenue _venue;
    private readonly JournalControl _journal;

    /// <param name="venue">Watched from now on.</param>
    /// <param name="journal">Of the actors that talk to it.</param>
    /// <param name="latch">The node's kill latch.</param>
    /// <param name="time">The venue's clock.</param>
    public VenueAudit(FakeVenue venue, JournalControl journal, KillLatch latch, TimeProvider time)
    {
        (_venue, _journal) = (venue, journal);
        venue.Arrived = intent => OnArrived(intent, latch, time.GetUtcNow());
    }

    /// <summary>Promises that were broken, the invariant first; empty when none was.</summary>
    public IReadOnlyList<string> Found()
    {
        var found = _found.ToList();
        found.AddRange(
            from sent in _venue.Sent group sent by sent.Id into same where same.Count() > 1 select $"I1 {same.Key} arrived {same.Count()} times");
        found.AddRange(
            from row in _journal.Rows
            group row by (row.Id, row.Sequence) into same
            where same.Count() > 1
            select $"I6 {same.Key.Id} has {same.Count()} events {same.Key.Sequence}");
        var booked = _journal.Rows.Select(r => r.Happened).OfType<ConnectionEvent.FactBooked>().Select(f => f.Fact.Fact.Key).ToList();
        found.AddRange(
            from trade in _venue.Trades let times = booked.Count(key => key == trade.Key) where times != 1 select $"I4 {trade.Key} is booked {times} times");
        return found;
    }

    private void OnArrived(OrderIntent intent, KillLatch latch, DateTimeOffset now)
    {
        var rows = _journal.Rows.Select(r => r.Happened).ToList();
        if (!rows.OfType<ConnectionEvent.Claimed>().Any(c => c.Intent.Id == intent.Id))
            _found.Enqueue($"I2 {intent.Id} arrived before its claim was durable");
        if (rows.OfType<ConnectionEvent.EpochRaised>().Any(e => e.Symbol == intent.Symbol && e.Epoch > intent.Epoch))
            _found.Enqueue($"I6 {intent.Id} of epoch {intent.Epoch} arrived after a newer one was durable");
        if (now > intent.NotAfter)
            _found.Enqueue($"I6 {intent.Id} arrived after its NotAfter");
        if (intent.Risk == RiskClass.AddsRisk && latch.IsSet(intent.Symbol, intent.Venue))
            _found.Enqueue($"I9 {intent.Id} adds risk and arrived while its node was latched");
    }
}
