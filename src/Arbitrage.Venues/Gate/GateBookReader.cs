using System.Text;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using static Arbitrage.Venues.Wire.Utf8Json;

namespace Arbitrage.Venues.Gate;

/// <summary>
/// Reads Gate's public frames and book snapshots out of UTF-8, spot and perpetual alike, in any order of fields. Sizes stay as sent: base on spot,
/// contracts on perpetuals. Allocates only for refusals.
/// </summary>
internal sealed class GateBookReader(GateMarket market, IReadOnlyList<string> symbols)
{
    private readonly byte[][] _symbols = [.. symbols.Select(Encoding.UTF8.GetBytes)];
    private readonly byte[] _book = Encoding.UTF8.GetBytes(market.BookChannel);
    private readonly byte[] _bestQuote = Encoding.UTF8.GetBytes(market.BestQuoteChannel);
    private readonly byte[] _pong = Encoding.UTF8.GetBytes(market.Channels + ".pong");
    private readonly byte[] _system = Encoding.UTF8.GetBytes(market.Channels + ".system");

    private enum Channel
    {
        Other,
        Book,
        BestQuote,
        Pong,
        System,
    }

    private enum Event
    {
        Other,
        Update,
        Subscribe,
    }

    /// <summary>Decodes one frame; a change is left in <paramref name="into"/>.</summary>
    /// <exception cref="JsonException">Not JSON.</exception>
    /// <exception cref="FormatException">A field that is not what it must be.</exception>
    public BookMessage Read(ReadOnlySpan<byte> json, DepthUpdate into)
    {
        into.Clear();
        var reader = new Utf8JsonReader(json);
        var (channel, happened, symbol, isFailed) = (Channel.Other, Event.Other, -1, false);
        string? error = null;
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
            else if (reader.ValueTextEquals("result"u8))
                ReadResult(ref reader, into, ref symbol, ref isFailed);
            else
                SkipValue(ref reader);
        }

        if (error is not null || isFailed)
            return new BookMessage(BookMessageKind.Refused, symbol, Text: error ?? "fail");
        return (channel, happened) switch
        {
            (Channel.Book, Event.Update) => new(BookMessageKind.Change, symbol),
            (Channel.Book, Event.Subscribe) => new(BookMessageKind.Subscribed, symbol),
            (Channel.BestQuote, Event.Update) => new(BookMessageKind.BestQuote, symbol, into.Last),
            (Channel.Pong, _) => new(BookMessageKind.Pong),
            (Channel.System, _) => new(BookMessageKind.Closing),
            _ => new(BookMessageKind.Other),
        };
    }

    /// <summary>Decodes a REST book. Times are milliseconds on spot, seconds with a fraction on perpetuals.</summary>
    /// <exception cref="JsonException">Not JSON.</exception>
    /// <exception cref="FormatException">A field that is not what it must be, or no id.</exception>
    public DepthUpdate ReadSnapshot(ReadOnlySpan<byte> json)
    {
        var book = new DepthUpdate { IsFull = true };
        var reader = new Utf8JsonReader(json);
        StartObject(ref reader);
        while (Next(ref reader).TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
                book.Last = Long(ref Next(ref reader));
            else if (reader.ValueTextEquals("update"u8))
                book.AtVenue = Time(Decimal(ref Next(ref reader)) * (market.Venue == Venue.GateSpot ? 1m : 1000m));
            else if (reader.ValueTextEquals("bids"u8))
                LevelArrays.Read(ref Next(ref reader), book, Side.Buy);
            else if (reader.ValueTextEquals("asks"u8))
                LevelArrays.Read(ref Next(ref reader), book, Side.Sell);
            else
                SkipValue(ref reader);
        }

        return book.Last > 0 ? book : throw new FormatException("A book without an id; with_id was not heard.");
    }

    private void ReadResult(ref Utf8JsonReader reader, DepthUpdate into, ref int symbol, ref bool isFailed)
    {
        if (Next(ref reader).TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (Next(ref reader).TokenType == JsonTokenType.PropertyName)
        {
            // `b` and `a` are levels in the book channel and prices in the best-quote channel; the token tells which.
            if (reader.ValueTextEquals("b"u8))
                LevelArrays.Read(ref Next(ref reader), into, Side.Buy);
            else if (reader.ValueTextEquals("a"u8))
                LevelArrays.Read(ref Next(ref reader), into, Side.Sell);
            else if (reader.ValueTextEquals("U"u8))
                into.First = Long(ref Next(ref reader));
            else if (reader.ValueTextEquals("u"u8))
                into.Last = Long(ref Next(ref reader));
            else if (reader.ValueTextEquals("t"u8))
                into.AtVenue = Time(Long(ref Next(ref reader)));
            else if (reader.ValueTextEquals("s"u8))
                symbol = IndexOf(Next(ref reader).ValueSpan);
            else if (reader.ValueTextEquals("full"u8))
                into.IsFull = Next(ref reader).TokenType == JsonTokenType.True;
            else if (reader.ValueTextEquals("status"u8))
                isFailed = Next(ref reader).ValueTextEquals("fail"u8);
            else
                SkipValue(ref reader);
        }
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
        value.ValueTextEquals(_book) ? Channel.Book
        : value.ValueTextEquals(_bestQuote) ? Channel.BestQuote
        : value.ValueTextEquals(_pong) ? Channel.Pong
        : value.ValueTextEquals(_system) ? Channel.System
        : Channel.Other;

    private static Event EventOf(in Utf8JsonReader value) =>
        value.ValueTextEquals("update"u8) ? Event.Update
        : value.ValueTextEquals("subscribe"u8) ? Event.Subscribe
        : Event.Other;

    private int IndexOf(ReadOnlySpan<byte> symbol)
    {
        for (var i = 0; i < _symbols.Length; i++)
        {
            if (symbol.SequenceEqual(_symbols[i]))
                return i;
        }

        return -1;
    }

    private static DateTimeOffset Time(decimal milliseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond));

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
