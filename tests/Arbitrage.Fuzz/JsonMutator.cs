using System.Text;
using System.Text.Json;

namespace Arbitrage.Fuzz;

/// <summary>Mutations that leave JSON well formed: values that no venue should send, fields lost, doubled and in another order.</summary>
internal static class JsonMutator
{
    private const int MaxTokens = 512;

    private static readonly byte[][] Values =
    [
        .. new[]
        {
            "0", "-0", "-1", "1", "1.5", "\"0\"", "\"-1\"", "\"-0.00000001\"", "\"0.00000000\"", "\"1e-40\"", "\"1E-8\"", "1e400", "\"1e400\"", "\"NaN\"",
            "\"Infinity\"", "\"-Infinity\"", "NaN", "\"\"", "\" 1\"", "\"1 \"", "\"+1\"", "\"1,5\"", "\"0x10\"", "\"1.2.3\"", "\".\"", "\"-\"", "null", "true",
            "false", "{}", "[]", "[[]]", "{\"a\":1}", "[\"1\",\"2\"]", "[[\"1\",\"2\"]]", "[{\"p\":\"1\",\"s\":\"2\"}]", "9223372036854775807",
            "9223372036854775808", "-9223372036854775808", "\"9223372036854775807\"", "18446744073709551616", "79228162514264337593543950335",
            "\"79228162514264337593543950336\"", "\"0.0000000000000000000000000001\"", "\"0.00000000000000000000000000001\"", "253402300799999",
            "253402300800000", "-62135596800000", "99999999999999999999999999999999", "\"\\ud800\"", "\"\\u0031\"", "\"\\u0000\"", "\"人生K线\"",
            "\"buy\"", "\"sell\"", "\"open\"", "\"finish\"", "\"success\"", "\"fail\"", "\"BTC_USDT\"", "\"ETH_USDT\"", "\"BTCUSDT\"", "\"t-a0-abcdefgh-1-a\"",
        }.Select(Encoding.UTF8.GetBytes),
        Encoding.UTF8.GetBytes(new string('9', 200)), Encoding.UTF8.GetBytes('"' + new string('1', 5000) + '"'),
        Encoding.UTF8.GetBytes(new string('[', 70) + new string(']', 70)), [(byte)'"', 0xC3, 0x28, (byte)'"'], [(byte)'"', 0xED, 0xA0, 0x80, (byte)'"'],
    ];

    public static byte[] Mutate(byte[] frame, byte[] other, ref SplitMix random)
    {
        var (values, properties) = Tokens(frame);
        return (random.Below(6), values.Count, properties.Count) switch
        {
            (4, _, > 0) => Without(frame, properties, ref random),
            (5, _, > 0) => Doubled(frame, properties, ref random),
            (3, > 0, _) => Borrowed(frame, values, other, ref random),
            (_, > 0, _) => Replaced(frame, values[random.Below(values.Count)], random.Pick<byte[]>(Values)),
            _ => ByteMutator.Mutate(frame, other, ref random),
        };
    }

    private static byte[] Replaced(byte[] frame, (int Start, int End) part, ReadOnlySpan<byte> by) =>
        [.. frame[..part.Start], .. by, .. frame[part.End..]];

    private static byte[] Borrowed(byte[] frame, List<(int Start, int End)> values, byte[] other, ref SplitMix random)
    {
        var (theirs, _) = Tokens(other);
        if (theirs.Count == 0)
            return frame;
        var (start, end) = theirs[random.Below(theirs.Count)];
        return Replaced(frame, values[random.Below(values.Count)], other.AsSpan(start, end - start));
    }

    // With the comma on one of its sides.
    private static byte[] Without(byte[] frame, List<(int Start, int End)> properties, ref SplitMix random)
    {
        var (start, end) = properties[random.Below(properties.Count)];
        if (end < frame.Length && frame[end] == ',')
            end++;
        else if (start > 0 && frame[start - 1] == ',')
            start--;
        return [.. frame[..start], .. frame[end..]];
    }

    // The same field again, or that of another place: what comes later, or earlier, may win.
    private static byte[] Doubled(byte[] frame, List<(int Start, int End)> properties, ref SplitMix random)
    {
        var (start, end) = properties[random.Below(properties.Count)];
        var (at, _) = properties[random.Below(properties.Count)];
        return [.. frame[..at], .. frame[start..end], (byte)',', .. frame[at..]];
    }

    // Scalars, and `"name":value` from the quote to the end of the value. Of broken JSON as much as is whole.
    private static (List<(int Start, int End)> Values, List<(int Start, int End)> Properties) Tokens(byte[] frame)
    {
        var values = new List<(int, int)>();
        var properties = new List<(int, int)>();
        var open = new Stack<int>();
        var reader = new Utf8JsonReader(frame);
        try
        {
            var name = -1;
            while (values.Count < MaxTokens && reader.Read())
            {
                var (start, end) = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = start;
                        continue;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        open.Push(name);
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        if (open.Pop() is >= 0 and var opened)
                            properties.Add((opened, end));
                        break;
                    default:
                        values.Add((start, end));
                        if (name >= 0)
                            properties.Add((name, end));
                        break;
                }

                name = -1;
            }
        }
        catch (JsonException)
        {
            // The rest is not JSON.
        }

        return (values, properties);
    }
}
