using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Protocol.Hashing;
using Arbitrage.Protocol.Tables;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Node.Demo;

/// <summary>
/// Reads whole journals, event by event, and checks what they alone can break: one intent and one claim per order (I1, I2), no entry of
/// an older incarnation (I6), no certain delta for too long (I7), fresh books behind every entry (I10), bookings that add up (I12). What it collects is compared with the
/// venue's own order log afterwards.
/// </summary>
internal sealed class JournalAudit(IReadOnlyDictionary<Symbol, StrategySettings> settings) : IDisposable
{
    private readonly TraceHash _hash = new(TradingWire.Schema);
    private readonly Dictionary<string, OrderIntent> _intents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Venue> _claims = new(StringComparer.Ordinal);
    private readonly List<string> _intendedTwice = [];
    private readonly List<string> _claimedTwice = [];
    private readonly Dictionary<string, Epoch> _epochs = new(StringComparer.Ordinal);
    private readonly List<string> _violations = [];
    private readonly DeltaAudit _deltas = new(settings.ToDictionary(s => s.Key, s => s.Value.DeltaTimeLimit));

    /// <summary>Intents and claims of all journals.</summary>
    public JournaledOrders Orders => new(
        _intents.ToImmutableDictionary(StringComparer.Ordinal), [.. _intendedTwice],
        _claims.ToImmutableDictionary(StringComparer.Ordinal), [.. _claimedTwice]);

    /// <summary>Broken promises, and claims without an intent.</summary>
    public IReadOnlyList<string> Violations =>
        [.. _violations, .. _deltas.Findings, .. _claims.Keys.Where(id => !_intents.ContainsKey(id)).Select(id => $"I2: {id} is claimed, but no strategy intended it")];

    /// <summary>SHA-256 over the journals (requirement B22).</summary>
    public string TraceHash => _hash.Compute();

    /// <summary>Takes the next event of an actor.</summary>
    public void Take(string persistenceId, long sequence, object happened)
    {
        _hash.Append(persistenceId, sequence, happened);
        _deltas.Take(persistenceId, sequence, happened);
        switch (happened)
        {
            case StrategyEvent.IncarnationStarted started:
                if (_epochs.TryGetValue(persistenceId, out var known) && started.Epoch <= known)
                    _violations.Add($"I6: {persistenceId} started {started.Epoch} after {known}");
                _epochs[persistenceId] = started.Epoch;
                break;
            case StrategyEvent.LegsIntended legs:
                CheckFresh(persistenceId, sequence, legs);
                Intend(persistenceId, legs.Orders);
                break;
            case StrategyEvent.LadderStepped step:
                Intend(persistenceId, step.Orders);
                break;
            case ConnectionEvent.Claimed claimed when !_claims.TryAdd(claimed.Intent.Id.Text, claimed.Intent.Venue):
                _claimedTwice.Add(claimed.Intent.Id.Text);
                break;
            case LedgerEvent.Booked booked:
                CheckBalanced(persistenceId, sequence, booked);
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Intend(string persistenceId, ImmutableArray<OrderIntent> orders)
    {
        foreach (var order in orders)
        {
            if (!_intents.TryAdd(order.Id.Text, order))
                _intendedTwice.Add(order.Id.Text);
            if (order.Epoch != _epochs.GetValueOrDefault(persistenceId))
                _violations.Add($"I6: {persistenceId} intended {order.Id} in epoch {order.Epoch} during {_epochs.GetValueOrDefault(persistenceId)}");
        }
    }

    private void CheckFresh(string persistenceId, long sequence, StrategyEvent.LegsIntended legs)
    {
        if (legs.Purpose != PairPurpose.Entry || legs.Orders.IsEmpty || !settings.TryGetValue(legs.Orders[0].Symbol, out var limits))
            return;
        // Decided on the books of the legs; that of the perpetual is only told.
        var oldest = legs.Orders.Max(o => legs.Seen.Books.FirstOrDefault(b => b.Venue == o.Venue)?.AgeMs ?? long.MaxValue);
        if (oldest > limits.StaleAfter.TotalMilliseconds || legs.Seen.SkewMs > limits.MaxSkew.TotalMilliseconds)
            _violations.Add($"I10: {persistenceId} entered at {sequence} on books of age {oldest} ms and skew {legs.Seen.SkewMs} ms");
    }

    private void CheckBalanced(string persistenceId, long sequence, LedgerEvent.Booked booked)
    {
        foreach (var asset in booked.Entries.GroupBy(e => e.Asset).Where(g => g.Sum(e => e.Amount) != 0m))
            _violations.Add($"I12: {persistenceId} booked {sequence} with {asset.Sum(e => e.Amount)} {asset.Key} too much");
    }
}
