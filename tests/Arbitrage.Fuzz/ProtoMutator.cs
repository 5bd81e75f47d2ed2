using System.Text;

namespace Arbitrage.Fuzz;

/// <summary>Mutations that leave protobuf well formed: lengths fit, fields are lost, doubled, swapped, or hold what no venue should send.</summary>
internal static class ProtoMutator
{
    private static readonly byte[][] Texts =
    [
        .. new[]
        {
            "", "0", "-1", "-0.00000001", "1e-40", "1E-8", "1e400", "NaN", "Infinity", " 1", "1 ", "1,5", ".", "79228162514264337593543950336", "1e10", "1e16",
            "9223372036854775807", "9223372036854775808", "-9223372036854775808", "0.00000000", "60000.00", "1.5", "BTCUSDT", "ETHUSDT",
            "spot@public.aggre.depth.v3.api.pb@100ms@BTCUSDT", "101", "105", "人生K线",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFE], [0xC3, 0x28], Encoding.UTF8.GetBytes(new string('9', 300)),
    ];

    private static readonly long[] Numbers =
        [0, 1, 2, 3, 4, 5, 6, -1, long.MaxValue, long.MinValue, 1_790_000_000_123, 253_402_300_800_000, int.MaxValue, 1L << 32];

    public static byte[] Mutate(byte[] frame, byte[] other, ref SplitMix random)
    {
        if (Parse(frame, depth: 0) is not { Count: > 0 } fields)
            return ByteMutator.Mutate(frame, other, ref random);
        // Down to where it happens.
        var level = fields;
        while (level[random.Below(level.Count)].Children is { Count: > 0 } inner && random.Below(4) > 0)
            level = inner;
        var at = random.Below(level.Count);
        switch (random.Below(5))
        {
            case 0:
                level.RemoveAt(at);
                break;
            case 1:
                level.Insert(random.Below(level.Count), level[at]);
                break;
            case 2:
                level[at] = level[at] with { Number = 1 + random.Below(8) };
                break;
            default:
                level[at] = level[at].Wire == 0
                    ? level[at] with { Value = random.Pick<long>(Numbers) }
                    : level[at] with { Children = null, Bytes = random.Pick<byte[]>(Texts) };
                break;
        }

        using var into = new MemoryStream();
        Write(fields, into);
        return into.ToArray();
    }

    private static List<Field>? Parse(ReadOnlySpan<byte> message, int depth)
    {
        var fields = new List<Field>();
        while (!message.IsEmpty)
        {
            if (Varint(ref message) is not { } tag)
                return null;
            var (number, wire) = ((int)(tag >> 3), (int)(tag & 7));
            if (wire == 0)
            {
                if (Varint(ref message) is not { } value)
                    return null;
                fields.Add(new(number, 0, value, [], null));
                continue;
            }

            if (wire != 2 || Varint(ref message) is not { } length || length < 0 || length > message.Length)
                return null;
            var bytes = message[..(int)length];
            message = message[(int)length..];
            // Bodies are messages; in them the lists, which are fields 1 and 2 and hold more than a text.
            var isMessage = (depth == 0 && number > 300) || (depth == 1 && number <= 2 && bytes.Length > 2 && bytes[0] == 0x0A);
            fields.Add(new(number, 2, 0, bytes.ToArray(), isMessage ? Parse(bytes, depth + 1) : null));
        }

        return fields;
    }

    private static void Write(List<Field> fields, MemoryStream into)
    {
        foreach (var field in fields)
        {
            WriteVarint(into, (ulong)((field.Number << 3) | field.Wire));
            if (field.Wire == 0)
            {
                WriteVarint(into, (ulong)field.Value);
                continue;
            }

            using var content = new MemoryStream();
            if (field.Children is null)
                content.Write(field.Bytes);
            else
                Write(field.Children, content);
            WriteVarint(into, (ulong)content.Length);
            content.WriteTo(into);
        }
    }

    private static long? Varint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && !message.IsEmpty; shift += 7)
        {
            var part = message[0];
            message = message[1..];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return (long)value;
        }

        return null;
    }

    private static void WriteVarint(MemoryStream into, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            into.WriteByte((byte)(value | 0x80));
        into.WriteByte((byte)value);
    }

    private sealed record Field(int Number, int Wire, long Value, byte[] Bytes, List<Field>? Children);
}
