using System.Text;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Wire;
using static Arbitrage.Venues.Wire.Utf8Json;

namespace Arbitrage.Venues.Gate;

/// <summary>
/// Reads Gate's public frames and book snapshots out of UTF-8, spot and perpetual alike, in any order of fields. Sizes stay as sent: base on spot,
/// contracts on perpetuals. Changes, best quotes and pongs allocate nothing.
/// </summary>
internal sealed partial class GatePublicReader(GateMarket market, IReadOnlyList<string> symbols)
{
    private readonly byte[][] _symbols = [.. symbols.Select(Encoding.UTF8.GetBytes)];
    private readonly byte[] _book = Encoding.UTF8.GetBytes(market.BookChannel);
    private readonly byte[] _wholeBook = Encoding.UTF8.GetBytes(market.WholeBookChannel);
    private readonly byte[] _bestQuote = Encoding.UTF8.GetBytes(market.BestQuoteChannel);
    private readonly byte[] _trades = Encoding.UTF8.GetBytes(market.TradeChannel);
    private readonly byte[] _tickers = Encoding.UTF8.GetBytes(market.TickerChannel);
    private readonly byte[] _pong = Encoding.UTF8.GetBytes(market.Channels + ".pong");
    private readonly byte[] _system = Encoding.UTF8.GetBytes(market.Channels + ".system");

    private enum Channel
    {
        Unknown,
        Other,
        Book,
        BestQuote,
        Trades,
        Tickers,
        Pong,
        System,
    }

    private enum Event
    {
        Unknown,
        Other,
        Update,
        Subscribe,
    }

    /// <summary>Decodes one frame; what it said is left in <paramref name="into"/>.</summary>
    /// <exception cref="UnreadableException">Not JSON, or a field that is not what it must be.</exception>
    public BookMessage Read(ReadOnlySpan<byte> json, PublicFrame into)
    {
        into.Clear();
        try
        {
            return ReadFrame(json, into);
        }
        catch (Exception cause) when (UnreadableException.Covers(cause))
        {
            throw UnreadableException.Of(cause);
        }
    }

    /// <summary>Decodes a REST book. Times are milliseconds on spot, seconds with a fraction on perpetuals.</summary>
    /// <exception cref="UnreadableException">Not JSON, a field that is not what it must be, or no id.</exception>
    public DepthUpdate ReadSnapshot(ReadOnlySpan<byte> json)
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

    private BookMessage ReadFrame(ReadOnlySpan<byte> json, PublicFrame into)
    {
        var reader = new Utf8JsonReader(json);
        var (channel, happened, symbol, isFailed) = (Channel.Unknown, Event.Unknown, -1, false);
        string? error = null;
        Utf8JsonReader early = default;
        bool isEarly = false, isThere = false;
        StartObject(ref reader);
        while (Next(ref reader).TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("channel"u8))
                channel = ChannelOf(Next(ref reader));
            else if (reader.ValueTextEquals("event"u8))
                happened = EventOf(Next(ref reader));
            else if (reader.ValueTextEquals("payload"u8))
                symbol = ReadPayload(ref reader, symbol);
            else if (reader.ValueTextEquals("error"u8))
                error = ReadError(ref reader);
            else if (reader.ValueTextEquals("type"u8))
                channel = Next(ref reader).ValueTextEquals("upgrade"u8) ? Channel.System : channel;
            else if (!reader.ValueTextEquals("result"u8))
                SkipValue(ref reader);
            else if (isThere)
                throw new UnreadableException("Two results in one frame.");
            else
            {
                isThere = true;
                isEarly = channel == Channel.Unknown || happened == Event.Unknown;
                // What the result is may follow behind it: it is then read again from here.
                early = reader;
                if (isEarly)
                    SkipValue(ref reader);
                else
                    ReadResult(ref reader, channel, happened, into, ref symbol, ref isFailed);
            }
        }

        if (isEarly)
            ReadResult(ref early, channel, happened, into, ref symbol, ref isFailed);
        else if (happened == Event.Update && !isThere)
            throw new UnreadableException("An update without a result.");
        return error is not null || isFailed
            ? new BookMessage(BookMessageKind.Refused, symbol, Text: error ?? "fail")
            : Meaning(channel, happened, symbol, into);
    }

    private static BookMessage Meaning(Channel channel, Event happened, int symbol, PublicFrame into) => (channel, happened) switch
    {
        (Channel.Book, Event.Update) => new(BookMessageKind.Change, symbol),
        (Channel.Book, Event.Subscribe) => new(BookMessageKind.Subscribed, symbol),
        (Channel.BestQuote, Event.Subscribe) => new(BookMessageKind.Confirmed, symbol, (long)PublicChannels.BestQuotes),
        (Channel.Trades, Event.Subscribe) => new(BookMessageKind.Confirmed, symbol, (long)PublicChannels.Trades),
        (Channel.Tickers, Event.Subscribe) => new(BookMessageKind.Confirmed, symbol, (long)PublicChannels.Marks),
        (Channel.BestQuote, Event.Update) => new(BookMessageKind.BestQuote, symbol, into.Quote.Sequence),
        (Channel.Trades, Event.Update) => new(BookMessageKind.Trades, symbol),
        (Channel.Tickers, Event.Update) when into.Mark is not null => new(BookMessageKind.Mark, symbol),
        (Channel.Pong, _) => new(BookMessageKind.Pong),
        (Channel.System, _) => new(BookMessageKind.Closing),
        _ => new(BookMessageKind.Other),
    };

    private void ReadResult(
        ref Utf8JsonReader reader, Channel channel, Event happened, PublicFrame into, ref int symbol, ref bool isFailed)
    {
        if (happened == Event.Subscribe)
            isFailed = IsFailure(ref reader);
        else if (happened != Event.Update)
            SkipValue(ref reader);
        else if (channel == Channel.Book)
            ReadChange(ref reader, into.Depth, ref symbol);
        else if (channel == Channel.BestQuote)
            ReadQuote(ref reader, into, ref symbol);
        else if (channel == Channel.Trades)
            ReadTrades(ref reader, into, ref symbol);
        else if (channel == Channel.Tickers && market.Venue == Venue.GateFutures)
            ReadTickers(ref reader, into, ref symbol);
        else
            SkipValue(ref reader);
    }

    private DepthUpdate ReadBook(ReadOnlySpan<byte> json)
    {
        var book = new DepthUpdate { IsFull = true };
        var reader = new Utf8JsonReader(json);
        StartObject(ref reader);
        while (Next(ref reader).TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
                book.Last = Long(ref Next(ref reader));
            else if (reader.ValueTextEquals("update"u8))
                book.AtVenue = Milliseconds(Bounds.Amount(Decimal(ref Next(ref reader))) * (market.Venue == Venue.GateSpot ? 1m : 1000m));
            else if (reader.ValueTextEquals("bids"u8))
                LevelArrays.Read(ref Next(ref reader), book, Side.Buy);
            else if (reader.ValueTextEquals("asks"u8))
                LevelArrays.Read(ref Next(ref reader), book, Side.Sell);
            else
                SkipValue(ref reader);
        }

        return book.Last > 0 ? book : throw new UnreadableException("A book without an id; with_id was not heard.");
    }

    private static bool IsFailure(ref Utf8JsonReader reader)
    {
        if (Next(ref reader).TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var isFailed = false;
        while (Next(ref reader).TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("status"u8))
                isFailed = !Next(ref reader).ValueTextEquals("success"u8);
            else
                SkipValue(ref reader);
        }

        return isFailed;
    }

    private int ReadPayload(ref Utf8JsonReader reader, int symbol)
    {
        if (Next(ref reader).TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return symbol;
        }

        while (Next(ref reader).TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String && symbol < 0)
                symbol = IndexOf(reader.ValueSpan);
            else
                reader.Skip();
        }

        return symbol;
    }

    private static string? ReadError(ref Utf8JsonReader reader)
    {
        if (Next(ref reader).TokenType == JsonTokenType.Null)
            return null;
        using var error = JsonDocument.ParseValue(ref reader);
        return error.RootElement.ToString();
    }

    private Channel ChannelOf(in Utf8JsonReader value) =>
        value.ValueTextEquals(_book) || value.ValueTextEquals(_wholeBook) ? Channel.Book
        : value.ValueTextEquals(_bestQuote) ? Channel.BestQuote
        : value.ValueTextEquals(_trades) ? Channel.Trades
        : value.ValueTextEquals(_tickers) ? Channel.Tickers
        : value.ValueTextEquals(_pong) ? Channel.Pong
        : value.ValueTextEquals(_system) ? Channel.System
        : Channel.Other;

    private static Event EventOf(in Utf8JsonReader value) =>
        value.ValueTextEquals("update"u8) ? Event.Update
        : value.ValueTextEquals("subscribe"u8) ? Event.Subscribe
        : Event.Other;

    // `BTC_USDT`, or `ob.BTC_USDT.50` of the whole-book channel.
    private int IndexOf(ReadOnlySpan<byte> symbol)
    {
        if (symbol.StartsWith("ob."u8) && symbol.LastIndexOf((byte)'.') is > 3 and var end)
            symbol = symbol[3..end];
        for (var i = 0; i < _symbols.Length; i++)
        {
            if (symbol.SequenceEqual(_symbols[i]))
                return i;
        }

        return -1;
    }
}
