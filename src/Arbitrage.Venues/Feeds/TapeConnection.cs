using System.Buffers;
using System.Collections.Immutable;
using System.Net.WebSockets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Sockets;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Feeds;

/// <summary>One public connection whose every message goes to a tape. A refused or unreadable message drops it.</summary>
internal sealed class TapeConnection : IVenueSocketHandler
{
    private readonly IBookProtocol _protocol;
    private readonly ImmutableArray<TapeBook> _books;
    private readonly PublicChannels _channels;
    private readonly VenueOptions _options;
    private readonly ITapeSink _sink;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PublicFrame _frame = new();
    private VenueSocket? _socket;

    public TapeConnection(
        IBookProtocol protocol, ImmutableArray<SymbolName> symbols, PublicChannels channels, VenueOptions options, ITapeSink sink, TimeProvider time, ILogger log)
    {
        (_protocol, _channels, _options, _sink, _time, _log) = (protocol, channels, options, sink, time, log);
        _books = [.. symbols.Select(name => new TapeBook(protocol.Venue, name, protocol.Shape, sink, time, log))];
    }

    /// <summary>Runs until cancelled; reconnects by itself.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var socket = new VenueSocket($"{_protocol.Venue} tape", this, _options.Sockets, _time, _log);
        _socket = socket;
        await socket.RunAsync(cancel);
    }

    /// <summary>The tape has a hole: books need snapshots.</summary>
    public void Resynchronise()
    {
        if (!_channels.HasFlag(PublicChannels.Books))
            return;
        foreach (var book in _books)
            book.Resynchronise();
    }

    /// <inheritdoc/>
    public ValueTask<Uri> EndpointAsync(CancellationToken cancel) => new(_options.Socket);

    /// <inheritdoc/>
    public void Configure(ClientWebSocketOptions options) => _protocol.Configure(options);

    /// <inheritdoc/>
    public async Task OnOpenedAsync(VenueSocket socket, CancellationToken cancel)
    {
        await _protocol.PrepareAsync(cancel);
        foreach (var frame in _protocol.SubscribeFrames(_channels, _time.GetUtcNow()))
            await socket.SendAsync(frame, cancel);
        foreach (var book in _books)
            _sink.OnUp(book.Name.Symbol);
        if (!_channels.HasFlag(PublicChannels.Books))
            return;
        // The first snapshot loop that fails in a way nobody expects takes the connection down.
        await await Task.WhenAny(_books.Select(book => book.KeepSnapshotAsync(_protocol.ReadSnapshotAsync, cancel)));
    }

    /// <inheritdoc/>
    public void OnMessage(ReadOnlySpan<byte> message, bool isText)
    {
        var read = _protocol.Read(message, isText, _frame);
        if (read.Kind == BookMessageKind.Refused)
            _socket?.Drop($"subscription refused: {read.Text}");
        else if (read.Kind == BookMessageKind.Closing)
            _socket?.Drop("the venue announces a restart");
        else if (read.Symbol >= 0)
            Tell(read, _books[read.Symbol], _time.GetUtcNow());
    }

    /// <inheritdoc/>
    public void WritePing(IBufferWriter<byte> into) => _protocol.WritePing(into, _time.GetUtcNow());

    /// <inheritdoc/>
    public void OnClosed(string why)
    {
        foreach (var book in _books)
        {
            book.OnDown();
            _sink.OnDown(book.Name.Symbol, why);
        }
    }

    private void Tell(BookMessage read, TapeBook book, DateTimeOffset now)
    {
        switch (read.Kind)
        {
            case BookMessageKind.BestQuote:
                _sink.OnQuote(book.Name.Symbol, _frame.Quote, now);
                if (!book.OnBestQuote(_frame.Quote.Sequence, now))
                    _socket?.Drop($"the book subscription of {book.Name.Symbol} has fallen silent");
                break;
            case BookMessageKind.Trades:
                foreach (var trade in _frame.Trades)
                    _sink.OnTrade(book.Name.Symbol, trade, now);
                break;
            case BookMessageKind.Change:
                book.OnChange(_frame.Depth, now);
                break;
            case BookMessageKind.Subscribed:
                book.OnSubscribed();
                break;
            default:
                break;
        }
    }
}
