using System.Buffers.Text;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Google.Protobuf;

namespace Arbitrage.Benchmarks.Floors;

/// <summary>
/// The floor: ClientWebSocket with a receive buffer, and the four numbers of a best quote read straight from its bytes, with Utf8JsonReader (Gate)
/// or its protobuf fields walked by hand (MEXC). No reconnect, no ping, no checks, one symbol.
/// </summary>
internal static class BareReader
{
    /// <summary>Reads so many frames; the time is from the first to the last.</summary>
    public static async Task<(Seen Seen, TimeSpan Took)> RunAsync(Uri address, bool isGate, int frames)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(address, CancellationToken.None);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{}"), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[64 * 1024];
        var seen = default(Seen);
        var began = 0L;
        var length = 0;
        while (seen.Frames < frames)
        {
            var got = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            if (got.MessageType == WebSocketMessageType.Close)
                throw new InvalidOperationException("The frame server closed.");
            length += got.Count;
            if (!got.EndOfMessage)
                continue;
            seen = isGate ? Gate(buffer.AsSpan(0, length), seen) : Mexc(buffer, length, seen);
            length = 0;
            if (began == 0)
                began = Stopwatch.GetTimestamp();
        }

        return (seen, Stopwatch.GetElapsedTime(began));
    }

    private static Seen Gate(ReadOnlySpan<byte> frame, Seen seen)
    {
        var reader = new Utf8JsonReader(frame);
        var isOurs = false;
        long id = 0;
        decimal bid = 0m, ask = 0m, sizes = 0m;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("s"u8))
            {
                reader.Read();
                isOurs = reader.ValueTextEquals("BTC_USDT"u8);
            }
            else if (reader.ValueTextEquals("u"u8))
            {
                reader.Read();
                id = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("b"u8))
            {
                bid = Next(ref reader);
            }
            else if (reader.ValueTextEquals("a"u8))
            {
                ask = Next(ref reader);
            }
            else if (reader.ValueTextEquals("B"u8) || reader.ValueTextEquals("A"u8))
            {
                sizes += Next(ref reader);
            }
        }

        return isOurs && sizes > 0m ? seen.With(id, bid, ask) : seen;
    }

    private static decimal Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return Number(reader.ValueSpan);
    }

    private static Seen Mexc(byte[] buffer, int length, Seen seen)
    {
        var quote = default(ReadOnlySpan<byte>);
        var isOurs = false;
        var outer = new Fields(buffer.AsSpan(0, length));
        while (outer.Next())
        {
            if (outer.Number == 3)
                isOurs = outer.Bytes.SequenceEqual("BTCUSDT"u8);
            else if (outer.Number == 315)
                quote = outer.Bytes;
        }

        long id = 0;
        decimal bid = 0m, ask = 0m, sizes = 0m;
        var inner = new Fields(quote);
        while (inner.Next())
        {
            switch (inner.Number)
            {
                case 1:
                    bid = Number(inner.Bytes);
                    break;
                case 2 or 4:
                    sizes += Number(inner.Bytes);
                    break;
                case 3:
                    ask = Number(inner.Bytes);
                    break;
                case 5:
                    id = Utf8Parser.TryParse(inner.Bytes, out long version, out _) ? version : throw new FormatException("version");
                    break;
            }
        }

        return isOurs && sizes > 0m ? seen.With(id, bid, ask) : seen;
    }

    private static decimal Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out decimal value, out _) ? value : throw new FormatException(Encoding.UTF8.GetString(text));

    // Varints and length-delimited fields, which is all that these messages have.
    private ref struct Fields(ReadOnlySpan<byte> message)
    {
        private ReadOnlySpan<byte> _rest = message;

        public int Number { get; private set; }

        public ReadOnlySpan<byte> Bytes { get; private set; }

        public bool Next()
        {
            if (_rest.IsEmpty)
                return false;
            var tag = Varint();
            Number = (int)(tag >> 3);
            var value = Varint();
            Bytes = default;
            if ((tag & 7) == (ulong)WireFormat.WireType.LengthDelimited)
            {
                Bytes = _rest[..(int)value];
                _rest = _rest[(int)value..];
            }

            return true;
        }

        private ulong Varint()
        {
            var value = 0UL;
            for (var shift = 0; ; shift += 7)
            {
                var b = _rest[0];
                _rest = _rest[1..];
                value |= (ulong)(b & 0x7F) << shift;
                if (b < 0x80)
                    return value;
            }
        }
    }
}
