using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Arbitrage.Simulation.Cluster;

/// <summary>
/// Trace hash of a run (I14): SHA-256 over persistence id, sequence number and content of every durable event, in the order in which they became so.
/// </summary>
internal sealed class EventHash
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly CanonicalBytes _bytes = new();

    public void Append(string persistenceId, long sequence, object happened)
    {
        _bytes.Clear();
        _bytes.Write(persistenceId);
        _bytes.Write(sequence);
        _bytes.WriteRecord(happened);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, _bytes.Written.Length);
        _hash.AppendData(length);
        _hash.AppendData(_bytes.Written);
    }

    /// <summary>Lower-case hex.</summary>
    public string Compute() => Convert.ToHexStringLower(_hash.GetCurrentHash());
}
