using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Arbitrage.Protocol.Hashing;

/// <summary>Appends with a length in front, so that two different sequences of parts never hash alike.</summary>
internal static class FramedHash
{
    public static void AppendFramed(this IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        hash.AppendFramed(part.Length);
        hash.AppendData(part);
    }

    public static void AppendFramed(this IncrementalHash hash, string part) => hash.AppendFramed(Encoding.UTF8.GetBytes(part));

    public static void AppendFramed(this IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
