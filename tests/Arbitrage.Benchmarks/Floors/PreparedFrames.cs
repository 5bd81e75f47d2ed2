using System.Buffers.Binary;
using System.Text;
using Arbitrage.Venues.Mexc.Wire;
using Google.Protobuf;

namespace Arbitrage.Benchmarks.Floors;

/// <summary>Best quotes of one market as WebSocket frames, one after the other, as the venues' documents show them. Prices walk; ids rise by one.</summary>
internal static class PreparedFrames
{
    private const long FirstId = 48_733_182;

    /// <summary>Gate `spot.book_ticker`.</summary>
    public static byte[] Gate(int count) => Frames(0x81, count, (i, walk) => Encoding.UTF8.GetBytes(
        $$$"""{"time":1790000000,"time_ms":{{{1_790_000_000_000 + i}}},"channel":"spot.book_ticker","event":"update","result":{"t":{{{1_790_000_000_000 + i}}},"u":{{{FirstId + i}}},"s":"BTC_USDT","b":"{{{walk.Bid:0.00}}}","B":"{{{walk.BidSize:0.000000}}}","a":"{{{walk.Ask:0.00}}}","A":"{{{walk.AskSize:0.000000}}}"}}"""));

    /// <summary>MEXC `spot@public.aggre.bookTicker.v3.api.pb@100ms@BTCUSDT`.</summary>
    public static byte[] Mexc(int count) => Frames(0x82, count, (i, walk) => new PushDataV3ApiWrapper
    {
        Channel = "spot@public.aggre.bookTicker.v3.api.pb@100ms@BTCUSDT",
        Symbol = "BTCUSDT",
        SendTime = 1_790_000_000_000 + i,
        PublicAggreBookTicker = new()
        {
            BidPrice = $"{walk.Bid:0.00}",
            BidQuantity = $"{walk.BidSize:0.000000}",
            AskPrice = $"{walk.Ask:0.00}",
            AskQuantity = $"{walk.AskSize:0.000000}",
            Version = $"{FirstId + i}",
        },
    }.ToByteArray());

    private static byte[] Frames(byte opcode, int count, Func<int, Walk, byte[]> payload)
    {
        using var all = new MemoryStream(count * 240);
        var random = new Random(1);
        var bid = 60_000m;
        Span<byte> head = stackalloc byte[4];
        for (var i = 0; i < count; i++)
        {
            bid += random.Next(-50, 51) / 100m;
            var bytes = payload(i, new(bid, random.Next(1, 5_000_000) / 1_000_000m, bid + 0.01m, random.Next(1, 5_000_000) / 1_000_000m));
            head[0] = opcode;
            var length = 2;
            if (bytes.Length < 126)
            {
                head[1] = (byte)bytes.Length;
            }
            else
            {
                (head[1], length) = (126, 4);
                BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)bytes.Length);
            }

            all.Write(head[..length]);
            all.Write(bytes);
        }

        return all.ToArray();
    }

    private readonly record struct Walk(decimal Bid, decimal BidSize, decimal Ask, decimal AskSize);
}
