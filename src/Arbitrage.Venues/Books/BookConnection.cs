using System.Buffers;
using System.Collections.Immutable;
using System.Net.WebSockets;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Sockets;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Books;

/// <summary>The feeds that share one public connection.</summary>
internal sealed class BookConnection(
    IBookProtocol protocol, ImmutableArray<BookFeed> feeds, VenueOptions options, TimeProvider time, ILogger log) : IVenueSocketHandler
{
    private readonly PublicFrame _frame = new();
    private VenueSocket? _socket;
    private DateTimeOffset _openedAt;
    private DateTimeOffset _pingedAt;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        // The socket asks for a ping this often; most of the time none is needed, see WritePing.
        var settings = options.Sockets with { PingEvery = Shorter(options.ProveAliveEvery, options.Sockets.PingEvery) };
        using var socket = new VenueSocket($"{protocol.Venue} books", this, settings, time, log);
        _socket = socket;
        await socket.RunAsync(cancel);
    }

    /// <inheritdoc/>
    public ValueTask<Uri> EndpointAsync(CancellationToken cancel) => new(options.Socket);

    /// <inheritdoc/>
    public void Configure(ClientWebSocketOptions options) => protocol.Configure(options);

    /// <inheritdoc/>
    public async Task OnOpenedAsync(VenueSocket socket, CancellationToken cancel)
    {
        _openedAt = _pingedAt = time.GetUtcNow();
        await protocol.PrepareAsync(cancel);
        foreach (var frame in protocol.SubscribeFrames(PublicChannels.Books | PublicChannels.BestQuotes, time.GetUtcNow()))
            await socket.SendAsync(frame, cancel);
        // The first snapshot loop that fails in a way nobody expects takes the connection down.
        var loops = feeds.Select(feed => protocol.StreamsWholeBooks
            ? feed.KeepSubscribedAsync((symbol, stop) => ResubscribeAsync(socket, symbol, stop), cancel)
            : feed.KeepSnapshotAsync(protocol.ReadSnapshotAsync, cancel)).ToArray();
        await await Task.WhenAny(loops);
    }

    /// <inheritdoc/>
    public void OnMessage(ReadOnlySpan<byte> message, bool isText)
    {
        var now = time.GetUtcNow();
        var read = protocol.Read(message, isText, _frame);
        switch (read.Kind)
        {
            case BookMessageKind.Change when read.Symbol >= 0:
                feeds[read.Symbol].OnChange(_frame.Depth, now);
                break;
            case BookMessageKind.BestQuote when read.Symbol >= 0:
                if (!feeds[read.Symbol].OnBestQuote(read.Id, now))
                    DropSilent(feeds[read.Symbol]);
                break;
            case BookMessageKind.Pong:
                foreach (var feed in feeds)
                {
                    if (!feed.OnHeartbeat(now))
                        DropSilent(feed);
                }

                break;
            case BookMessageKind.Subscribed when read.Symbol >= 0:
                feeds[read.Symbol].OnSubscribed();
                break;
            case BookMessageKind.Refused:
                _socket?.Drop($"subscription refused: {read.Text}");
                break;
            case BookMessageKind.Closing:
                _socket?.Drop("the venue announces a restart");
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    public void WritePing(IBufferWriter<byte> into)
    {
        var now = time.GetUtcNow();
        var isQuiet = false;
        foreach (var feed in feeds)
        {
            isQuiet |= feed.IsQuietFor(options.ProveAliveEvery, now);
            if (now - _openedAt >= options.Timeout && !feed.IsSubscribed)
                _socket?.Drop($"no answer to the subscription of {feed.Name.Symbol}");
        }

        if (!isQuiet && now - _pingedAt < options.Sockets.PingEvery)
            return;
        _pingedAt = now;
        protocol.WritePing(into, now);
    }

    /// <inheritdoc/>
    public void OnClosed(string why)
    {
        foreach (var feed in feeds)
            feed.OnDown();
    }

    private async Task ResubscribeAsync(VenueSocket socket, SymbolName symbol, CancellationToken cancel)
    {
        foreach (var frame in protocol.ResubscribeFrames(symbol, time.GetUtcNow()))
            await socket.SendAsync(frame, cancel);
    }

    private void DropSilent(BookFeed feed) => _socket?.Drop($"the book subscription of {feed.Name.Symbol} has fallen silent");

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
