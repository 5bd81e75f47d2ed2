using System.Buffers;
using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>
/// `order_book_update` joined with REST snapshots of the same number of levels, or `obu`, which begins with the whole book; `book_ticker` is the
/// proof of life: channels and snapshot share one counter of ids. Perpetual sizes are turned from contracts into base units.
/// </summary>
internal sealed class GateBookProtocol : IBookProtocol
{
    private readonly GateMarket _market;
    private readonly ImmutableArray<SymbolName> _symbols;
    private readonly PublicRest _rest;
    private readonly GatePublicReader _reader;
    private readonly string _interval;
    private readonly int _levels;
    private ImmutableArray<decimal> _multipliers = [];

    public GateBookProtocol(GateMarket market, VenueOptions options, ImmutableArray<SymbolName> symbols, TimeProvider time)
    {
        // Nearest of the two that Gate offers; the fast one tells 20 levels only.
        var isFast = options.BookInterval < TimeSpan.FromMilliseconds(60);
        (_market, _symbols, _interval) = (market, symbols, isFast ? "20ms" : "100ms");
        StreamsWholeBooks = options.WholeBooksByStream;
        _levels = (StreamsWholeBooks, isFast) switch { (true, true) => 50, (true, false) => 400, (false, true) => 20, _ => 100 };
        _rest = new PublicRest(market.Venue, options, time);
        _reader = new GatePublicReader(market, [.. symbols.Select(symbol => symbol.VenueName)]);
        Shape = new DepthShape(_levels, _levels, StreamsBeyondSnapshot: false);
    }

    /// <inheritdoc/>
    public Venue Venue => _market.Venue;

    /// <inheritdoc/>
    public DepthShape Shape { get; }

    /// <inheritdoc/>
    public bool StreamsWholeBooks { get; }

    /// <inheritdoc/>
    public void Configure(ClientWebSocketOptions options)
    {
        if (_market == GateMarket.Futures)
            options.SetRequestHeader("X-Gate-Size-Decimal", "1");
    }

    /// <inheritdoc/>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        if (_market != GateMarket.Futures)
            return;
        var multipliers = ImmutableArray.CreateBuilder<decimal>(_symbols.Length);
        foreach (var symbol in _symbols)
        {
            using var contract = JsonDocument.Parse(
                await _rest.GetAsync($"/futures/usdt/contracts/{Uri.EscapeDataString(symbol.VenueName)}", cancel));
            multipliers.Add(GateInstruments.MultiplierOf(contract.RootElement));
        }

        _multipliers = multipliers.MoveToImmutable();
    }

    /// <inheritdoc/>
    public ImmutableArray<byte[]> SubscribeFrames(PublicChannels channels, DateTimeOffset now)
    {
        var frames = ImmutableArray.CreateBuilder<byte[]>();
        foreach (var channel in Each(channels))
            frames.AddRange(_symbols.Select(symbol => ChannelFrame(channel, "subscribe", symbol, now)));
        return frames.ToImmutable();
    }

    /// <inheritdoc/>
    public ImmutableArray<byte[]> ResubscribeFrames(SymbolName symbol, PublicChannels channels, DateTimeOffset now) =>
    [
        .. Each(channels).SelectMany(channel => new[]
        {
            ChannelFrame(channel, "unsubscribe", symbol, now), ChannelFrame(channel, "subscribe", symbol, now),
        }),
    ];

    /// <inheritdoc/>
    public void WritePing(IBufferWriter<byte> into, DateTimeOffset now) =>
        into.Write(Encoding.UTF8.GetBytes(
        $$"""{"time":{{now.ToUnixTimeSeconds()}},"channel":"{{_market.Channels}}.ping"}"""));

    /// <inheritdoc/>
    public BookMessage Read(ReadOnlySpan<byte> message, bool isText, PublicFrame into)
    {
        var read = _reader.Read(message, into);
        if (read.Symbol >= 0 && !_multipliers.IsEmpty)
            into.Scale(_multipliers[read.Symbol]);
        return read;
    }

    /// <inheritdoc/>
    public async Task<DepthUpdate> ReadSnapshotAsync(SymbolName symbol, CancellationToken cancel)
    {
        // More levels than these are not promised by REST; a book that needs more is streamed whole, and read here only to be probed.
        var path = $"{_market.BookPath}{Uri.EscapeDataString(symbol.VenueName)}&limit={Math.Min(_levels, 100)}&with_id=true";
        var body = await _rest.GetAsync(path, cancel);
        try
        {
            var snapshot = _reader.ReadSnapshot(body);
            if (!_multipliers.IsEmpty)
                snapshot.Scale(_multipliers[_symbols.IndexOf(symbol)]);
            return snapshot;
        }
        catch (UnreadableException unreadable)
        {
            throw new VenueException($"{Venue.Key()} GET {path}: {unreadable.Message}", inner: unreadable);
        }
    }

    private IEnumerable<PublicChannels> Each(PublicChannels channels)
    {
        foreach (var channel in (PublicChannels[])[PublicChannels.Books, PublicChannels.BestQuotes, PublicChannels.Trades, PublicChannels.Marks])
        {
            if (channels.HasFlag(channel) && (channel != PublicChannels.Marks || _market == GateMarket.Futures))
                yield return channel;
        }
    }

    private byte[] ChannelFrame(PublicChannels channel, string action, SymbolName symbol, DateTimeOffset now) => channel switch
    {
        PublicChannels.Books => BookFrame(action, symbol, now),
        PublicChannels.BestQuotes => Frame(_market.BestQuoteChannel, action, Quoted(symbol), now),
        PublicChannels.Trades => Frame(_market.TradeChannel, action, Quoted(symbol), now),
        _ => Frame(_market.TickerChannel, action, Quoted(symbol), now),
    };

    private byte[] BookFrame(string action, SymbolName symbol, DateTimeOffset now)
    {
        if (StreamsWholeBooks)
            return Frame(_market.WholeBookChannel, action, $"\"ob.{symbol.VenueName}.{_levels}\"", now);
        var levels = _market.TakesLevels ? $",\"{_levels}\"" : "";
        return Frame(_market.BookChannel, action, $"{Quoted(symbol)},\"{_interval}\"{levels}", now);
    }

    private static string Quoted(SymbolName symbol) => $"\"{symbol.VenueName}\"";

    private static byte[] Frame(string channel, string action, string payload, DateTimeOffset now) => Encoding.UTF8.GetBytes(
        $$"""{"time":{{now.ToUnixTimeSeconds()}},"channel":"{{channel}}","event":"{{action}}","payload":[{{payload}}]}""");
}
