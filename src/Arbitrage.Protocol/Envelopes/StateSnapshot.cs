using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Arbitrage.Protocol.Hashing;
using Arbitrage.Protocol.Wire;

namespace Arbitrage.Protocol.Envelopes;

/// <summary>A state at a sequence number, as it is stored: versioned bytes and their hash. The journal behind it is kept.</summary>
/// <param name="PersistenceId">Whose.</param>
/// <param name="Sequence">Last event it contains.</param>
/// <param name="Manifest">Version of the state.</param>
/// <param name="State">Bytes of the state.</param>
/// <param name="Hash">SHA-256 over all of the above.</param>
public sealed record StateSnapshot(
    string PersistenceId, long Sequence, string Manifest, ImmutableArray<byte> State, ImmutableArray<byte> Hash) : ITradingMessage
{
    /// <summary>Packs a state.</summary>
    public static StateSnapshot Of(WireSchema schema, string persistenceId, long sequence, object state)
    {
        var manifest = schema.ManifestOf(state.GetType());
        var bytes = ImmutableCollectionsMarshal.AsImmutableArray(schema.ToBytes(state));
        return new(persistenceId, sequence, manifest, bytes, HashOf(persistenceId, sequence, manifest, bytes));
    }

    /// <summary>The state, after a check that it is the one that was saved.</summary>
    /// <exception cref="WireException">The hash differs, or it is the snapshot of another actor.</exception>
    public object Unpack(WireSchema schema, string persistenceId)
    {
        if (!string.Equals(persistenceId, PersistenceId, StringComparison.Ordinal))
            throw new WireException($"A snapshot of {PersistenceId} was offered to {persistenceId}.");
        if (!HashOf(PersistenceId, Sequence, Manifest, State).AsSpan().SequenceEqual(Hash.AsSpan()))
            throw new WireException($"Snapshot of {PersistenceId} at {Sequence}: the hash of the state is not the one saved with it.");
        return schema.FromBytes(Manifest, State.AsMemory());
    }

    private static ImmutableArray<byte> HashOf(string persistenceId, long sequence, string manifest, ImmutableArray<byte> state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendFramed(persistenceId);
        hash.AppendFramed(sequence);
        hash.AppendFramed(manifest);
        hash.AppendFramed(state.AsSpan());
        return ImmutableCollectionsMarshal.AsImmutableArray(hash.GetHashAndReset());
    }
}
