using System.Security.Cryptography;

namespace Arbitrage.Node.Inputs;

/// <summary>
/// Every record ends in eight bytes of SHA-256 over the chain value before it and its own bytes, so that a record that was altered, dropped or
/// moved is found where it stands, also in a file whose checksums were made anew. Against accidents and careless tools: whoever
/// computes the chain anew is found by the journal, not by it.
/// </summary>
internal static class ChainedRecord
{
    /// <summary>Bytes of a chain value.</summary>
    public const int ChainBytes = 8;

    /// <summary>The value before the first record.</summary>
    public static ReadOnlySpan<byte> Seed => "arbinp/1"u8;

    /// <summary>Moves the chain on by one record.</summary>
    /// <param name="chain">Value before; becomes the value after.</param>
    /// <param name="record">The record without its chain value.</param>
    public static void Advance(Span<byte> chain, ReadOnlySpan<byte> record)
    {
        const int Short = 1_024;
        Span<byte> both = record.Length <= Short ? stackalloc byte[ChainBytes + Short] : new byte[ChainBytes + record.Length];
        both = both[..(ChainBytes + record.Length)];
        chain[..ChainBytes].CopyTo(both);
        record.CopyTo(both[ChainBytes..]);
        Span<byte> next = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(both, next);
        next[..ChainBytes].CopyTo(chain);
    }
}
