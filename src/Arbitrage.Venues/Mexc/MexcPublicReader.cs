using System.Text;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Wire;
using static Arbitrage.Venues.Wire.Utf8Json;

namespace Arbitrage.Venues.Mexc;

/// <summary>
/// Reads MEXC's public pushes (protobuf), control answers (JSON) and book snapshots in place. Field numbers: `mexc_push.proto`; walked by hand because
/// the generated classes allocate a message, its lists and its strings for every frame. Changes, best quotes and pongs allocate nothing.
/// </summary>
internal sealed class MexcPublicReader(IReadOnlyList<string> symbols, string interval)
{
    /// <summary>Id of requests to end a subscription: their answers look like those that begin one.</summary>
    public const long UnsubscribeId = 9_999;

    private const int Channel = 1, SymbolName = 3, CreateTime = 5, SendTime = 6, AggreDepths = 313, AggreDeals = 314, AggreBookTicker = 315;

    private readonly byte[][] _symbols = [.. symbols.Select(Encoding.UTF8.GetBytes)];
    private readonly byte[][] _books = [.. symbols.Select(symbol => Encoding.UTF8.GetBytes(BookChannel(symbol, interval)))];
    private readonly byte[][] _others =
    [
        .. symbols.Select(symbol => Encoding.UTF8.GetBytes(BestQuoteChannel(symbol, interval))),
        .. symbols.Select(symbol => Encoding.UTF8.GetBytes(TradeChannel(symbol, interval))),
    ];

    /// <summary>Channel of book changes.</summary>
    public static string BookChannel(string symbol, string interval) => $"spot@public.aggre.depth.v3.api.pb@{interval}@{symbol}";

    /// <summary>Channel of best quotes.</summary>
    public static string BestQuoteChannel(string symbol, string interval) => $"spot@public.aggre.bookTicker.v3.api.pb@{interval}@{symbol}";

    /// <summary>Channel of trades.</summary>
    public static string TradeChannel(string symbol, string interval) => $"spot@public.aggre.deals.v3.api.pb@{interval}@{symbol}";

    /// <summary>Decodes a push; what it said is left in <paramref name="into"/>.</summary>
    /// <exception cref="UnreadableException">Not protobuf, or a field that is not what it must be.</exception>
    public BookMessage ReadPush(ReadOnlySpan<byte> message, PublicFrame into)
    {
        into.Clear();
        try
        {
            return ReadWrapper(message, into);
        }
        catch (Exception cause) when (UnreadableException.Covers(cause))
        {
            throw UnreadableException.Of(cause);
        }
    }

    /// <summary>Decodes a control answer. A refusal also has code 0, so the text is compared with the channels asked for.</summary>
    /// <exception cref="UnreadableException">Not JSON, or a field that is not what it must be.</exception>
    public BookMessage ReadControl(ReadOnlySpan<byte> json)
    {
        try
        {
            return ReadAnswer(json);
        }
        catch (Exception cause) when (UnreadableException.Covers(cause))
        {
            throw UnreadableException.Of(cause);
        }
    }

    /// <summary>Decodes a REST book.</summary>
    /// <exception cref="UnreadableException">Not JSON, a field that is not what it must be, or no id.</exception>
    public static DepthUpdate ReadSnapshot(ReadOnlySpan<byte> json)
    {
        try
        {
            return ReadBook(json);
        }
        catch (Exception cause) when (UnreadableException.Covers(cause))
        {
            throw UnreadableException.Of(cause);
        }
    }

    private BookMessage ReadWrapper(ReadOnlySpan<byte> message, PublicFrame into)
    {
        var wrapper = new ProtoReader(message);
        ReadOnlySpan<byte> channel = default, symbol = default;
        long createdMs = 0, sentMs = 0;
        BestQuote quote = default;
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
                    ReadChange(wrapper.Bytes, into.Depth);
                    kind = BookMessageKind.Change;
                    break;
                case AggreDeals:
                    ReadDeals(wrapper.Bytes, into.Trades);
                    kind = BookMessageKind.Trades;
                    break;
                case AggreBookTicker:
                    quote = ReadQuote(wrapper.Bytes);
                    kind = BookMessageKind.BestQuote;
                    break;
                default:
                    break;
            }
        }

        // The time of the change where it is told, else the time of sending.
        var at = Milliseconds(createdMs != 0 ? createdMs : sentMs);
        into.Depth.AtVenue = at;
        into.Quote = quote with { AtVenue = at };
        return new BookMessage(
            kind, IndexOf(_symbols, symbol.IsEmpty ? channel[(channel.LastIndexOf((byte)'@') + 1)..] : symbol), quote.Sequence);
    }

    private BookMessage ReadAnswer(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var (id, code, symbol) = (0L, 0L, -1);
        var other = -1;
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
            else if ((symbol = IndexOf(_books, reader.ValueSpan)) < 0 && (other = IndexOf(_others, reader.ValueSpan)) < 0)
                text = reader.GetString();
        }

        if (isPong)
            return new BookMessage(BookMessageKind.Pong);
        if (id == UnsubscribeId && (symbol >= 0 || other >= 0))
            return new BookMessage(BookMessageKind.Other);
        if (symbol >= 0)
            return new BookMessage(BookMessageKind.Subscribed, symbol);
        if (other >= 0)
        {
            var channel = other < _symbols.Length ? PublicChannels.BestQuotes : PublicChannels.Trades;
            return new BookMessage(BookMessageKind.Confirmed, other % _symbols.Length, (long)channel);
        }

        // Answers to pings and to nothing have the id 0.
        return code == 0 && id == 0 ? new BookMessage(BookMessageKind.Other) : new BookMessage(BookMessageKind.Refused, Text: text);
    }

    private static DepthUpdate ReadBook(ReadOnlySpan<byte> json)
    {
        var book = new DepthUpdate { IsFull = true };
        var reader = new Utf8JsonReader(json);
        StartObject(ref reader);
        while (Next(ref reader).TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("lastUpdateId"u8))
                book.Last = Long(ref Next(ref reader));
            else if (reader.ValueTextEquals("timestamp"u8))
                book.AtVenue = Milliseconds(Long(ref Next(ref reader)));
            else if (reader.ValueTextEquals("bids"u8))
                LevelArrays.Read(ref Next(ref reader), book, Side.Buy);
            else if (reader.ValueTextEquals("asks"u8))
                LevelArrays.Read(ref Next(ref reader), book, Side.Sell);
            else
                SkipValue(ref reader);
        }

        return book.Last > 0 ? book : throw new UnreadableException("A book without lastUpdateId.");
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

        if (into.First <= 0 || into.First > into.Last)
            throw new UnreadableException($"A change from {into.First} to {into.Last}.");
    }

    // PublicAggreDepthV3ApiItem: price 1, quantity 2; an empty text is absent on the wire, so absent means zero.
    private static void ReadLevel(ReadOnlySpan<byte> message, DepthUpdate into, Side side)
    {
        var reader = new ProtoReader(message);
        decimal price = 0m, size = 0m;
        while (reader.Next())
        {
            if (reader.Field == 1)
                price = Amount(reader.Bytes);
            else if (reader.Field == 2)
                size = Amount(reader.Bytes);
        }

        into.Add(side, price, size);
    }

    // PublicAggreBookTickerV3Api: bidPrice 1, bidQuantity 2, askPrice 3, askQuantity 4, version 5; what the venue leaves out is empty or zero.
    private static BestQuote ReadQuote(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message);
        decimal bid = 0m, bidSize = 0m, ask = 0m, askSize = 0m;
        var version = 0L;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    bid = Amount(reader.Bytes);
                    break;
                case 2:
                    bidSize = Amount(reader.Bytes);
                    break;
                case 3:
                    ask = Amount(reader.Bytes);
                    break;
                case 4:
                    askSize = Amount(reader.Bytes);
                    break;
                case 5:
                    version = Long(reader.Bytes);
                    break;
                default:
                    break;
            }
        }

        return version >= 0
            ? new(Bounds.PriceOrNone(bid), Bounds.Size(bidSize), Bounds.PriceOrNone(ask), Bounds.Size(askSize), version, default)
            : throw new UnreadableException($"A best quote with the version {version}.");
    }

    // PublicAggreDealsV3Api: deals 1; its items: price 1, quantity 2, tradeType 3 (1 buy, 2 sell), time 4, tradeId 5.
    private static void ReadDeals(ReadOnlySpan<byte> message, List<PublicTrade> into)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                into.Add(ReadDeal(reader.Bytes));
        }
    }

    private static PublicTrade ReadDeal(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message);
        decimal price = 0m, size = 0m;
        long type = 0, at = 0;
        string? id = null;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    price = Amount(reader.Bytes);
                    break;
                case 2:
                    size = Amount(reader.Bytes);
                    break;
                case 3:
                    type = reader.Number;
                    break;
                case 4:
                    at = reader.Number;
                    break;
                case 5:
                    id = Encoding.UTF8.GetString(reader.Bytes);
                    break;
                default:
                    break;
            }
        }

        var taker = type switch
        {
            1 => Side.Buy,
            2 => Side.Sell,
            _ => throw new UnreadableException($"tradeType is {type}."),
        };
        return new(id, taker, Bounds.Price(price), Bounds.Filled(size), Milliseconds(at));
    }

    private static decimal Amount(ReadOnlySpan<byte> text) => text.IsEmpty ? 0m : Utf8Decimal.Parse(text);

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
