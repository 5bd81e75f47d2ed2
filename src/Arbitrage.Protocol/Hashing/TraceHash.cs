using System.Globalization;
using System.Security.Cryptography;
using Arbitrage.Protocol.Wire;

namespace Arbitrage.Protocol.Hashing;

/// <summary>
/// Hash over the journals of all actors (requirement B22): per actor SHA-256 over sequence number, manifest and canonical bytes of each event
/// without its `DateTimeOffset` fields, then SHA-256 over persistence id and hash of each actor, ordered by persistence id. The order in
/// which actors were interleaved does not matter, the order within each does. Not safe for two threads at once.
/// </summary>
public sealed class TraceHash : IDisposable
{
    private readonly WireSchema _schema;
    private readonly SortedDictionary<string, Trace> _traces = new(StringComparer.Ordinal);

    /// <param name="schema">How events are written; `TradingWire.Schema`.</param>
    public TraceHash(WireSchema schema) => _schema = schema;

    /// <summary>Events appended so far.</summary>
    public long Count { get; private set; }

    /// <summary>Takes the next event of an actor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not the number after the last one of this actor.</exception>
    public void Append(string persistenceId, long sequence, object happened)
    {
        if (!_traces.TryGetValue(persistenceId, out var trace))
            _traces.Add(persistenceId, trace = new());
        if (sequence != trace.Sequence + 1)
            throw new ArgumentOutOfRangeException(
                nameof(sequence), sequence, string.Create(CultureInfo.InvariantCulture, $"{persistenceId} continues at {trace.Sequence + 1}."));
        trace.Sequence = sequence;
        trace.Hash.AppendFramed(sequence);
        trace.Hash.AppendFramed(_schema.ManifestOf(happened.GetType()));
        trace.Hash.AppendFramed(_schema.WithoutTimestamps.ToBytes(happened));
        Count++;
    }

    /// <summary>The hash of everything appended so far, in lower-case hex; appending may go on afterwards.</summary>
    public string Compute()
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (persistenceId, trace) in _traces)
        {
            all.AppendFramed(persistenceId);
            all.AppendFramed(trace.Sequence);
            all.AppendFramed(trace.Hash.GetCurrentHash());
        }

        return Convert.ToHexStringLower(all.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var trace in _traces.Values)
            trace.Hash.Dispose();
    }

    private sealed class Trace
    {
        public long Sequence { get; set; }

        public IncrementalHash Hash { get; } = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    }
}
