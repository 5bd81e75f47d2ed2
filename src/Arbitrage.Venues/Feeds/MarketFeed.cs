using System.Buffers;
using System.Collections.Immutable;
using System.Net.WebSockets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Sockets;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Feeds;

/// <summary>Best quotes, trades and marks over as many connections as the venue's limit of subscriptions asks for.</summary>
internal sealed class MarketFeed(ImmutableArray<FeedConnection> connections) : IMarketFeed
{
    /// <inheritdoc/>
    public async Task RunAsync(IMarketFeedSink sink, CancellationToken cancel)
    {
        // One connection that ends through a bug takes the others with it, so that whoever runs this sees the failure.
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var runs = connections.Select(connection => connection.RunAsync(sink, life.Token)).ToArray();
        await Task.WhenAny(runs);
        await life.CancelAsync();
        await Task.WhenAll(runs);
    }
}

/// <summary>The symbols of one connection. A refused or unreadable message drops it.</summary>
internal sealed class FeedConnection(
    IBookProtocol protocol, ImmutableArray<SymbolName> symbols, VenueOptions options, TimeProvider time, ILogger log)
{
    public const PublicChannels Channels = PublicChannels.BestQuotes | PublicChannels.Trades | PublicChannels.Marks;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(IMarketFeedSink sink, CancellationToken cancel)
    {
        var handler = new FeedHandler(protocol, symbols, options, sink, time);
        using var socket = new VenueSocket($"{protocol.Venue} feed", handler, options.Sockets, time, log);
        handler.Socket = socket;
        await socket.RunAsync(cancel);
    }
}

/// <summary>The frames of that connection.</summary>
internal sealed class FeedHandler(
    IBookProtocol protocol, ImmutableArray<SymbolName> symbols, VenueOptions options, IMarketFeedSink sink, TimeProvider time)
    : IVenueSocketHandler
{
    private readonly PublicFrame _frame = new();

    public VenueSocket? Socket { get; set; }

    public ValueTask<Uri> EndpointAsync(CancellationToken cancel) => new(options.Socket);

    public void Configure(ClientWebSocketOptions options) => protocol.Configure(options);

    public async Task OnOpenedAsync(VenueSocket socket, CancellationToken cancel)
    {
        await protocol.PrepareAsync(cancel);
        foreach (var frame in protocol.SubscribeFrames(FeedConnection.Channels, time.GetUtcNow()))
            await socket.SendAsync(frame, cancel);
    }

    public void OnMessage(ReadOnlySpan<byte> message, bool isText)
    {
        var read = protocol.Read(message, isText, _frame);
        if (read.Kind == BookMessageKind.Refused)
            Socket?.Drop($"subscription refused: {read.Text}");
        else if (read.Kind == BookMessageKind.Closing)
            Socket?.Drop("the venue announces a restart");
        else if (read.Symbol >= 0)
            Tell(read.Kind, symbols[read.Symbol]);
    }

    public void WritePing(IBufferWriter<byte> into) => protocol.WritePing(into, time.GetUtcNow());

    public void OnClosed(string why) => sink.OnDown(why);

    private void Tell(BookMessageKind kind, SymbolName name)
    {
        var now = time.GetUtcNow();
        switch (kind)
        {
            case BookMessageKind.BestQuote:
                sink.OnQuote(name.Symbol, _frame.Quote, now);
                break;
            case BookMessageKind.Trades:
                foreach (var trade in _frame.Trades)
                    sink.OnTrade(name.Symbol, trade, now);
                break;
            case BookMessageKind.Mark when _frame.Mark is { } state:
                sink.OnPerpetual(name.Symbol, state, now);
                break;
            default:
                break;
        }
    }
}
