using System.Text;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Wire;
using static Arbitrage.Venues.Wire.Utf8Json;

namespace Arbitrage.Venues.Mexc;

/// <summary>
/// Reads MEXC's public pushes (protobuf), control answers (JSON) and book snapshots in place. Field numbers: `mexc_push.proto`; walked by hand because
/// the generated classes allocate a message, its lists and its strings for every frame. Allocates only for refusals.
/// </summary>
internal sealed class MexcBookReader(IReadOnlyList<string> symbols, string interval)
{
    private const int Channel = 1, SymbolName = 3, CreateTime = 5, SendTime = 6, AggreDepths = 313, AggreBookTicker = 315;

    private readonly byte[][] _symbols = [.. symbols.Select(Encoding.UTF8.GetBytes)];
    private readonly byte[][] _books = [.. symbols.Select(symbol => Encoding.UTF8.GetBytes(BookChannel(symbol, interval)))];

    /// <summary>Channel of book changes.</summary>
    public static string BookChannel(string symbol, string interval) => $"spot@public.aggre.depth.v3.api.pb@{interval}@{symbol}";

    /// <summary>Channel of best quotes.</summary>
    public static string BestQuoteChannel(string symbol, string interval) => $"spot@public.aggre.bookTicker.v3.api.pb@{interval}@{symbol}";

    /// <summary>Decodes a push; a change is left in <paramref name="into"/>.</summary>
    /// <exception cref="InvalidDataException">Not protobuf.</exception>
    /// <exception cref="FormatException">A field that is not what it must be.</exception>
    public BookMessage ReadPush(ReadOnlySpan<byte> message, DepthUpdate into)
    {
        into.Clear();
        var wrapper = new ProtoReader(message);
        ReadOnlySpan<byte> channel = default, symbol = default;
        long createdMs = 0, sentMs = 0, id = 0;
        var kind = BookMessageKind.Other;
        while (wrapper.Next())
        {
            switch (wrapper.Field)
            {
                case Channel:
                    channel = wrapper.Bytes;
                    break;
                case SymbolName:
                    symbol = wrapper.Bytes;
                    break;
                case CreateTime:
                    createdMs = wrapper.Number;
                    break;
                case SendTime:
                    sentMs = wrapper.Number;
                    break;
                case AggreDepths:
                    ReadChange(wrapper.Bytes, into);
                    kind = BookMessageKind.Change;
                    break;
                case AggreBookTicker:
                    id = ReadBestQuoteId(wrapper.Bytes);
                    kind = BookMessageKind.BestQuote;
                    break;
                default:
                    break;
            }
        }

        // The time of the change where it is told, else the time of sending.
        into.AtVenue = DateTimeOffset.FromUnixTimeMilliseconds(createdMs != 0 ? createdMs : sentMs);
        return new BookMessage(kind, IndexOf(_symbols, symbol.IsEmpty ? channel[(channel.LastIndexOf((byte)'@') + 1)..] : symbol), id);
    }

    /// <summary>Decodes a control answer. A refusal also has code 0, so the text is compared with the channel asked for.</summary>
    public BookMessage ReadControl(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var (id, code, symbol) = (0L, 0L, -1);
        var isPong = false;
        string? text = null;
        StartObject(ref reader);
        while (Next(ref reader).TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
                id = Long(ref Next(ref reader));
            else if (reader.ValueTextEquals("code"u8))
                code = Long(ref Next(ref reader));
            else if (!reader.ValueTextEquals("msg"u8))
                SkipValue(ref reader);
            else if (Next(ref reader).ValueTextEquals("PONG"u8))
                isPong = true;
            else if ((symbol = IndexOf(_books, reader.ValueSpan)) < 0)
                text = reader.GetString();
        }

        if (isPong)
            return new BookMessage(BookMessageKind.Pong);
        if (symbol >= 0)
            return new BookMessage(BookMessageKind.Subscribed, symbol);
        var isBestQuote = id > _symbols.Length && id <= 2 * _symbols.Length
            && text == BestQuoteChannel(symbols[(int)id - _symbols.Length - 1], interval);
        return code == 0 && (isBestQuote || id == 0)
            ? new BookMessage(BookMessageKind.Other)
            : new BookMessage(BookMessageKind.Refused, Text: text);
    }

    /// <summary>Decodes a REST book.</summary>
    /// <exception cref="JsonException">Not JSON.</exception>
    /// <exception cref="FormatException">A field that is not what it must be, or no id.</exception>
    public static DepthUpdate ReadSnapshot(ReadOnlySpan<byte> json)
    {
        var book = new DepthUpdate { IsFull = true };
        var reader = new Utf8JsonReader(json);
        StartObject(ref reader);
        while (Next(ref reader).TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("lastUpdateId"u8))
                book.Last = Long(ref Next(ref reader));
            else if (reader.ValueTextEquals("timestamp"u8))
                book.AtVenue = DateTimeOffset.FromUnixTimeMilliseconds(Long(ref Next(ref reader)));
            else if (reader.ValueTextEquals("bids"u8))
                LevelArrays.Read(ref Next(ref reader), book, Side.Buy);
            else if (reader.ValueTextEquals("asks"u8))
                LevelArrays.Read(ref Next(ref reader), book, Side.Sell);
            else
                SkipValue(ref reader);
        }

        return book.Last > 0 ? book : throw new FormatException("A book without lastUpdateId.");
    }

    // PublicAggreDepthsV3Api: asks 1, bids 2, fromVersion 4, toVersion 5.
    private static void ReadChange(ReadOnlySpan<byte> message, DepthUpdate into)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    ReadLevel(reader.Bytes, into, Side.Sell);
                    break;
                case 2:
                    ReadLevel(reader.Bytes, into, Side.Buy);
                    break;
                case 4:
                    into.First = Long(reader.Bytes);
                    break;
                case 5:
                    into.Last = Long(reader.Bytes);
                    break;
                default:
                    break;
            }
        }
    }

    // PublicAggreDepthV3ApiItem: price 1, quantity 2; an empty text is absent on the wire, so absent means zero.
    private static void ReadLevel(ReadOnlySpan<byte> message, DepthUpdate into, Side side)
    {
        var reader = new ProtoReader(message);
        decimal price = 0m, size = 0m;
        while (reader.Next())
        {
            if (reader.Field == 1)
                price = Utf8Decimal.Parse(reader.Bytes);
            else if (reader.Field == 2)
                size = Utf8Decimal.Parse(reader.Bytes);
        }

        into.Add(side, price, size);
    }

    // PublicAggreBookTickerV3Api: version 5; 0 when the venue leaves it out.
    private static long ReadBestQuoteId(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 5)
                return Long(reader.Bytes);
        }

        return 0;
    }

    private static int IndexOf(byte[][] names, ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (name.SequenceEqual(names[i]))
                return i;
        }

        return -1;
    }
}
