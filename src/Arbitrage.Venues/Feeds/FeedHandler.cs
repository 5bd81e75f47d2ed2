using System.Buffers;
using System.Collections.Immutable;
using System.Net.WebSockets;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Sockets;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Feeds;

/// <summary>
/// The frames of one connection of a tick feed. A subscription is proven by its acknowledgement or its first push; later, a symbol without quotes for
/// <see cref="VenueOptions.ProbeSilentAfter"/> is compared with the venue's book by REST, and marks that stay out while quotes come are missed. What is
/// dead is subscribed anew, and drops the connection when that does not help.
/// </summary>
internal sealed class FeedHandler(
    IBookProtocol protocol, ImmutableArray<SymbolName> symbols, VenueOptions options, FeedLine line, TimeProvider time, ILogger log) : IRollingHandler
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // What the venue's book shows must have been pushed by then: ten times the slowest channel.
    private static readonly TimeSpan ArrivesWithin = TimeSpan.FromSeconds(1);

    // A subscription that is dead again within this was not mended by subscribing anew.
    private static readonly TimeSpan MendsWithin = TimeSpan.FromSeconds(30);

    private readonly PublicFrame _frame = new();
    private readonly PublicChannels[] _proven = new PublicChannels[symbols.Length];
    private readonly DateTimeOffset[] _anewAt = new DateTimeOffset[symbols.Length];
    private readonly PublicChannels _wanted =
        protocol.Venue == Venue.GateFutures ? FeedConnection.Channels : FeedConnection.Channels & ~PublicChannels.Marks;

    private VenueSocket? _socket;
    private DateTimeOffset _openedAt;
    private bool _isUp;

    public bool TellsPongs => true;

    public bool IsServing => line.IsUp;

    public ValueTask EndAsync()
    {
        line.Leave();
        return ValueTask.CompletedTask;
    }

    public ValueTask<Uri> EndpointAsync(CancellationToken cancel) => new(options.Socket);

    public void Configure(ClientWebSocketOptions options) => protocol.Configure(options);

    public async Task OnOpenedAsync(VenueSocket socket, CancellationToken cancel)
    {
        (_socket, _openedAt) = (socket, time.GetUtcNow());
        await protocol.PrepareAsync(cancel);
        foreach (var frame in protocol.SubscribeFrames(FeedConnection.Channels, time.GetUtcNow()))
            await socket.SendAsync(frame, cancel);
        while (true)
        {
            await Task.Delay(LookEvery, time, cancel);
            for (var i = 0; i < symbols.Length; i++)
                await LookAtAsync(i, socket, cancel);
        }
    }

    public void OnMessage(ReadOnlySpan<byte> message, bool isText)
    {
        var read = protocol.Read(message, isText, _frame);
        if (read.Symbol >= 0)
            Tell(read);
        else if (read.Kind == BookMessageKind.Pong)
            _socket?.OnPong();
        else if (read.Kind == BookMessageKind.Refused)
            _socket?.Drop($"subscription refused: {read.Text}");
        else if (read.Kind == BookMessageKind.Closing)
            _socket?.Drop("the venue announces a restart");
    }

    public void WritePing(IBufferWriter<byte> into)
    {
        var now = time.GetUtcNow();
        for (var i = 0; i < symbols.Length && !_isUp; i++)
        {
            if (_proven[i] != _wanted && now - _openedAt >= options.Timeout)
                _socket?.Drop($"no answer to a subscription of {symbols[i].Symbol}");
        }

        protocol.WritePing(into, now);
    }

    public void OnClosed(string why)
    {
        Array.Clear(_proven);
        Array.Clear(_anewAt);
        _isUp = false;
        line.OnDown(why);
    }

    private void Tell(in BookMessage read)
    {
        var symbol = read.Symbol;
        switch (read.Kind)
        {
            case BookMessageKind.BestQuote:
                Prove(symbol, PublicChannels.BestQuotes);
                line.OnQuote(symbol, _frame.Quote, time.GetUtcNow());
                break;
            case BookMessageKind.Trades:
                Prove(symbol, PublicChannels.Trades);
                foreach (var trade in _frame.Trades)
                    line.OnTrade(symbol, trade, time.GetUtcNow());
                break;
            case BookMessageKind.Mark when _frame.Mark is { } state:
                Prove(symbol, PublicChannels.Marks);
                line.OnMark(symbol, state, time.GetUtcNow());
                break;
            case BookMessageKind.Confirmed:
                Prove(symbol, (PublicChannels)read.Id);
                break;
            case BookMessageKind.Refused:
                _socket?.Drop($"subscription refused: {read.Text}");
                break;
            default:
                break;
        }
    }

    private void Prove(int symbol, PublicChannels channel)
    {
        if (_isUp || _proven[symbol].HasFlag(channel))
            return;
        _proven[symbol] |= channel;
        foreach (var proven in _proven)
        {
            if ((proven & _wanted) != _wanted)
                return;
        }

        _isUp = true;
        line.OnUp();
    }

    private async Task LookAtAsync(int symbol, VenueSocket socket, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var quotedAt = Later(line.LastQuote(symbol).At, Later(_openedAt, _anewAt[symbol]));
        if (now - quotedAt >= options.ProbeSilentAfter)
        {
            if (await MissesQuotesAsync(symbol, cancel))
                await SubscribeAnewAsync(symbol, FeedConnection.Channels, socket, cancel);
            return;
        }

        var markedAt = Later(line.LastMark(symbol), Later(_openedAt, _anewAt[symbol]));
        // Marks come about every second; three probes' time without one, with a quote in the meantime, is no pause of the market.
        if (_wanted.HasFlag(PublicChannels.Marks) && now - markedAt >= options.ProbeSilentAfter * 3)
            await SubscribeAnewAsync(symbol, PublicChannels.Marks, socket, cancel);
    }

    private async Task<bool> MissesQuotesAsync(int symbol, CancellationToken cancel)
    {
        try
        {
            var book = await protocol.ReadSnapshotAsync(symbols[symbol], cancel);
            var there = Best(book);
            var told = line.LastQuote(symbol).Quote;
            if (told.Sequence >= there.Sequence || told.Sequence == 0 || (told.Bid == there.Bid && told.Ask == there.Ask))
            {
                line.Prove(symbol, there, time.GetUtcNow());
                return false;
            }

            await Task.Delay(ArrivesWithin, time, cancel);
            return line.LastQuote(symbol).Quote.Sequence < there.Sequence;
        }
        catch (VenueException failed)
        {
            log.LogWarning("{Venue} {Symbol}: silent, and no probe: {Why}", protocol.Venue, symbols[symbol].Symbol, failed.Message);
            return false;
        }
    }

    private async Task SubscribeAnewAsync(int symbol, PublicChannels channels, VenueSocket socket, CancellationToken cancel)
    {
        var (now, name) = (time.GetUtcNow(), symbols[symbol]);
        if (_anewAt[symbol] != default && now - _anewAt[symbol] < MendsWithin)
        {
            socket.Drop($"the subscriptions of {name.Symbol} are dead, and subscribing anew did not help");
            return;
        }

        _anewAt[symbol] = now;
        log.LogWarning("{Venue} {Symbol}: the subscription to {Channels} is dead; subscribing anew.", protocol.Venue, name.Symbol, channels);
        foreach (var frame in protocol.ResubscribeFrames(name, channels, now))
            await socket.SendAsync(frame, cancel);
    }

    private static BestQuote Best(DepthUpdate book)
    {
        var bid = book.Bids.IsEmpty ? default : book.Bids[0];
        var ask = book.Asks.IsEmpty ? default : book.Asks[0];
        return new(bid.Price, bid.Quantity, ask.Price, ask.Quantity, book.Last, book.AtVenue);
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
