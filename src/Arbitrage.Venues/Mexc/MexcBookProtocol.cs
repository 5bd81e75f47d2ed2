using System.Buffers;
using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Text;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Mexc;

/// <summary>`aggre.depth` joined with `/api/v3/depth`, and `aggre.bookTicker` as proof of life; versions are shared by all three.</summary>
internal sealed class MexcBookProtocol : IBookProtocol
{
    /// <summary>30 subscriptions a connection, two a symbol.</summary>
    public const int SymbolsPerConnection = 15;

    private const int SnapshotLevels = 1000;

    private static readonly (PublicChannels Channel, Func<string, string, string> Name)[] Channels =
    [
        (PublicChannels.Books, MexcPublicReader.BookChannel), (PublicChannels.BestQuotes, MexcPublicReader.BestQuoteChannel),
        (PublicChannels.Trades, MexcPublicReader.TradeChannel),
    ];

    private readonly ImmutableArray<SymbolName> _symbols;
    private readonly PublicRest _rest;
    private readonly MexcPublicReader _reader;
    private readonly string _interval;

    public MexcBookProtocol(VenueOptions options, ImmutableArray<SymbolName> symbols, TimeProvider time)
    {
        (_symbols, _interval) = (symbols, options.BookInterval < TimeSpan.FromMilliseconds(55) ? "10ms" : "100ms");
        _rest = new PublicRest(Venue.MexcSpot, options, time);
        _reader = new MexcPublicReader([.. symbols.Select(symbol => symbol.VenueName)], _interval);
    }

    /// <inheritdoc/>
    public Venue Venue => Venue.MexcSpot;

    /// <inheritdoc/>
    public DepthShape Shape { get; } = new(SnapshotLevels, 4 * SnapshotLevels, StreamsBeyondSnapshot: true);

    /// <inheritdoc/>
    public void Configure(ClientWebSocketOptions options)
    {
    }

    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <inheritdoc/>
    public bool StreamsWholeBooks => false;

    /// <inheritdoc/>
    public ImmutableArray<byte[]> SubscribeFrames(PublicChannels channels, DateTimeOffset now)
    {
        // One frame a channel: an answer then says of one channel whether it is there.
        var names = Channels.Where(c => channels.HasFlag(c.Channel)).SelectMany(c => _symbols.Select(symbol => c.Name(symbol.VenueName, _interval)));
        return [.. names.Select((name, index) => Frame("SUBSCRIPTION", name, index + 1))];
    }

    /// <inheritdoc/>
    public ImmutableArray<byte[]> ResubscribeFrames(SymbolName symbol, PublicChannels channels, DateTimeOffset now) =>
    [
        .. Channels.Where(c => channels.HasFlag(c.Channel)).Select(c => c.Name(symbol.VenueName, _interval)).SelectMany(name => new[]
        {
            Frame("UNSUBSCRIPTION", name, MexcPublicReader.UnsubscribeId), Frame("SUBSCRIPTION", name, 1),
        }),
    ];

    /// <inheritdoc/>
    public void WritePing(IBufferWriter<byte> into, DateTimeOffset now) => into.Write("{\"method\":\"PING\"}"u8);

    /// <inheritdoc/>
    public BookMessage Read(ReadOnlySpan<byte> message, bool isText, PublicFrame into) =>
        isText ? _reader.ReadControl(message) : _reader.ReadPush(message, into);

    /// <inheritdoc/>
    public async Task<DepthUpdate> ReadSnapshotAsync(SymbolName symbol, CancellationToken cancel)
    {
        var path = $"/api/v3/depth?symbol={Uri.EscapeDataString(symbol.VenueName)}&limit={SnapshotLevels}";
        var body = await _rest.GetAsync(path, cancel);
        try
        {
            return MexcPublicReader.ReadSnapshot(body);
        }
        catch (UnreadableException unreadable)
        {
            throw new VenueException($"{Venue.Key()} GET {path}: {unreadable.Message}", inner: unreadable);
        }
    }

    private static byte[] Frame(string method, string channel, long id) =>
        Encoding.UTF8.GetBytes($$"""{"method":"{{method}}","params":["{{channel}}"],"id":{{id}}}""");
}
