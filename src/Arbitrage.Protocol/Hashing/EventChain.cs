using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Arbitrage.Protocol.Hashing;

/// <summary>When a link was made. Numbers are stored.</summary>
public enum LinkKind : byte
{
    /// <summary>In the transaction that wrote the event.</summary>
    Written = 1,

    /// <summary>Later, by the first start of a version that chains: the event was there before its chain was.</summary>
    Adopted = 2,
}

/// <summary>An event as the journal's columns hold it: all that a link vouches for.</summary>
/// <param name="PersistenceId">Whose.</param>
/// <param name="Sequence">Its number there, from 1.</param>
/// <param name="Created">When it was written: ticks of 100 ns since the year 1, UTC.</param>
/// <param name="Identifier">Serializer.</param>
/// <param name="Manifest">What it is.</param>
/// <param name="Message">Its bytes.</param>
public readonly record struct ChainedContent(
    string PersistenceId, long Sequence, long Created, long Identifier, string Manifest, ReadOnlyMemory<byte> Message);

/// <summary>
/// The chain over one actor's events (decision 0007): each event's link is its kind and SHA-256 over the link before it and everything the event
/// is. So an event that was changed, removed from the middle, put elsewhere or added does not follow from the one before it.
/// </summary>
public static class EventChain
{
    /// <summary>Bytes of a link: its kind and a SHA-256.</summary>
    public const int LinkBytes = 1 + SHA256.HashSizeInBytes;

    private const int NumberBytes = 8;
    private const int LargestOnStack = 4096;

    /// <summary>The link of an event.</summary>
    /// <param name="previous">Link of the event before it; empty for the first.</param>
    /// <param name="kind">When it is made.</param>
    /// <param name="content">The event.</param>
    public static byte[] Link(ReadOnlySpan<byte> previous, LinkKind kind, in ChainedContent content)
    {
        var size = 1 + (7 * NumberBytes) + previous.Length + Encoding.UTF8.GetByteCount(content.PersistenceId)
            + Encoding.UTF8.GetByteCount(content.Manifest) + content.Message.Length;
        var rented = size > LargestOnStack ? ArrayPool<byte>.Shared.Rent(size) : null;
        var buffer = rented ?? stackalloc byte[LargestOnStack];
        var left = buffer;
        left[0] = (byte)kind;
        left = left[1..];
        Framed(ref left, previous);
        Framed(ref left, content.PersistenceId);
        Number(ref left, content.Sequence);
        Number(ref left, content.Created);
        Number(ref left, content.Identifier);
        Framed(ref left, content.Manifest);
        Framed(ref left, content.Message.Span);
        var link = new byte[LinkBytes];
        link[0] = (byte)kind;
        SHA256.HashData(buffer[..(buffer.Length - left.Length)], link.AsSpan(1));
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return link;
    }

    /// <summary>
    /// One hash over the last links of all actors, in lower-case hex: noted elsewhere, it also shows that nothing was removed at an end or made anew.
    /// </summary>
    /// <param name="ends">Last link of every actor by persistence id, with the number of its event.</param>
    public static string Head(IReadOnlyDictionary<string, (long Sequence, ReadOnlyMemory<byte> Link)> ends)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (persistenceId, end) in ends.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            hash.AppendFramed(persistenceId);
            hash.AppendFramed(end.Sequence);
            hash.AppendFramed(end.Link.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Number(ref Span<byte> left, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(left, number);
        left = left[NumberBytes..];
    }

    private static void Framed(ref Span<byte> left, ReadOnlySpan<byte> part)
    {
        Number(ref left, part.Length);
        part.CopyTo(left);
        left = left[part.Length..];
    }

    private static void Framed(ref Span<byte> left, string part)
    {
        var length = Encoding.UTF8.GetBytes(part, left[NumberBytes..]);
        Number(ref left, length);
        left = left[length..];
    }
}
