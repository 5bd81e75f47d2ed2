using System.Buffers;
using System.Collections.Immutable;
using System.Net.WebSockets;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Sockets;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Books;

/// <summary>The feeds that share one public connection.</summary>
internal sealed class BookConnection(
    IBookProtocol protocol, ImmutableArray<BookFeed> feeds, VenueOptions options, TimeProvider time, ILogger log) : IRollingHandler
{
    private static readonly TimeSpan LookForSilenceEvery = TimeSpan.FromSeconds(1);

    private readonly PublicFrame _frame = new();
    private VenueSocket? _socket;
    private DateTimeOffset _openedAt;
    private DateTimeOffset _pingedAt;

    /// <inheritdoc/>
    public bool TellsPongs => true;

    /// <summary>Every symbol's slot shows the book of this connection.</summary>
    public bool IsServing
    {
        get
        {
            foreach (var feed in feeds)
            {
                if (!feed.IsServing)
                    return false;
            }

            return true;
        }
    }

    /// <inheritdoc/>
    public ValueTask EndAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<Uri> EndpointAsync(CancellationToken cancel) => new(options.Socket);

    /// <inheritdoc/>
    public void Configure(ClientWebSocketOptions options) => protocol.Configure(options);

    /// <inheritdoc/>
    public async Task OnOpenedAsync(VenueSocket socket, CancellationToken cancel)
    {
        _socket = socket;
        _openedAt = _pingedAt = time.GetUtcNow();
        await protocol.PrepareAsync(cancel);
        foreach (var frame in protocol.SubscribeFrames(PublicChannels.Books | PublicChannels.BestQuotes, time.GetUtcNow()))
            await socket.SendAsync(frame, cancel);
        // The first snapshot loop that fails in a way nobody expects takes the connection down.
        var loops = feeds.Select(feed => protocol.StreamsWholeBooks
            ? feed.KeepSubscribedAsync((symbol, stop) => ResubscribeAsync(socket, symbol, PublicChannels.Books, stop), cancel)
            : feed.KeepSnapshotAsync(protocol.ReadSnapshotAsync, cancel)).Append(ProbeAsync(cancel)).ToArray();
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
                Follow(feeds[read.Symbol].OnBestQuote(_frame.Quote, now), feeds[read.Symbol]);
                break;
            case BookMessageKind.Pong:
                _socket?.OnPong();
                foreach (var feed in feeds)
                    Follow(feed.OnHeartbeat(now), feed);
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
            if (feed.IsUnansweredFor(options.Timeout, _openedAt, now))
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

    private void Follow(FeedAdvice advice, BookFeed feed)
    {
        switch (advice)
        {
            case FeedAdvice.SubscribeBook:
                _ = SubscribeAnewAsync(feed, PublicChannels.Books);
                break;
            case FeedAdvice.SubscribeQuotes:
                _ = SubscribeAnewAsync(feed, PublicChannels.BestQuotes);
                break;
            case FeedAdvice.Drop:
                _socket?.Drop($"the subscription of {feed.Name.Symbol} is dead, and subscribing anew did not help");
                break;
            default:
                break;
        }
    }

    private async Task SubscribeAnewAsync(BookFeed feed, PublicChannels channels)
    {
        if (_socket is not { } socket)
            return;
        log.LogWarning("{Venue} {Symbol}: the subscription to {Channels} is dead; subscribing anew.", protocol.Venue, feed.Name.Symbol, channels);
        try
        {
            await ResubscribeAsync(socket, feed.Name, channels, CancellationToken.None);
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            socket.Drop($"{feed.Name.Symbol} could not be subscribed anew: {gone.Message}");
        }
    }

    private async Task ResubscribeAsync(VenueSocket socket, SymbolName symbol, PublicChannels channels, CancellationToken cancel)
    {
        foreach (var frame in protocol.ResubscribeFrames(symbol, channels, time.GetUtcNow()))
            await socket.SendAsync(frame, cancel);
    }

    // Where nothing is heard, the venue is asked by REST whether something should have been.
    private async Task ProbeAsync(CancellationToken cancel)
    {
        while (true)
        {
            await Task.Delay(LookForSilenceEvery, time, cancel);
            foreach (var feed in feeds)
            {
                if (feed.IsUnprovenFor(options.ProbeSilentAfter, time.GetUtcNow()))
                    await ProbeAsync(feed, cancel);
            }
        }
    }

    private async Task ProbeAsync(BookFeed feed, CancellationToken cancel)
    {
        try
        {
            var there = await protocol.ReadSnapshotAsync(feed.Name, cancel);
            feed.OnProbe(there.Last, time.GetUtcNow());
        }
        catch (VenueException failed)
        {
            log.LogWarning("{Venue} {Symbol}: silent, and no probe: {Why}", protocol.Venue, feed.Name.Symbol, failed.Message);
        }
    }
}
