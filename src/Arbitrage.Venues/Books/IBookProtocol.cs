using System.Buffers;
using System.Collections.Immutable;
using System.Net.WebSockets;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Books;

/// <summary>What a message of a public socket is.</summary>
internal enum BookMessageKind
{
    /// <summary>Nothing of interest.</summary>
    Other = 0,

    /// <summary>A change of a book.</summary>
    Change = 1,

    /// <summary>A best quote.</summary>
    BestQuote = 2,

    /// <summary>A ping was answered.</summary>
    Pong = 3,

    /// <summary>The book subscription of a symbol is there.</summary>
    Subscribed = 4,

    /// <summary>A subscription was refused.</summary>
    Refused = 5,

    /// <summary>The venue is about to close the connection.</summary>
    Closing = 6,

    /// <summary>Trades of anybody.</summary>
    Trades = 7,

    /// <summary>Mark, index and funding of a perpetual.</summary>
    Mark = 8,

    /// <summary>A subscription of a symbol to something else than its book is there; the id is its <see cref="PublicChannels"/>.</summary>
    Confirmed = 9,
}

/// <summary>What a public connection subscribes to.</summary>
[Flags]
internal enum PublicChannels
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Changes of books.</summary>
    Books = 1,

    /// <summary>Best quotes.</summary>
    BestQuotes = 2,

    /// <summary>Trades of anybody.</summary>
    Trades = 4,

    /// <summary>Mark, index and funding; on perpetuals only.</summary>
    Marks = 8,
}

/// <summary>One message, decoded.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Symbol">Index of the symbol among those of the connection; -1 when not one of them.</param>
/// <param name="Id">Update id of a best quote; of a confirmation which channel.</param>
/// <param name="Text">The venue's words of a refusal.</param>
internal readonly record struct BookMessage(BookMessageKind Kind, int Symbol = -1, long Id = 0, string? Text = null);

/// <summary>One venue's public wire protocol for the symbols of one connection.</summary>
internal interface IBookProtocol
{
    /// <summary>Which venue.</summary>
    Venue Venue { get; }

    /// <summary>Depth of snapshot and stream.</summary>
    DepthShape Shape { get; }

    /// <summary>Headers of the upgrade request.</summary>
    void Configure(ClientWebSocketOptions options);

    /// <summary>What must be known before the first frame can be read (contract multipliers).</summary>
    Task PrepareAsync(CancellationToken cancel);

    /// <summary>Frames that subscribe to these channels of all symbols.</summary>
    ImmutableArray<byte[]> SubscribeFrames(PublicChannels channels, DateTimeOffset now);

    /// <summary>Writes the ping.</summary>
    void WritePing(IBufferWriter<byte> into, DateTimeOffset now);

    /// <summary>Decodes a message without allocating for changes, best quotes and pongs. Sizes come out in base units.</summary>
    /// <exception cref="Wire.UnreadableException">Not a message of the venue, or a value out of range.</exception>
    BookMessage Read(ReadOnlySpan<byte> message, bool isText, PublicFrame into);

    /// <summary>True when every subscription begins with the whole book, so that no snapshot is read and a lost book is subscribed anew.</summary>
    bool StreamsWholeBooks { get; }

    /// <summary>Frames that end and renew these subscriptions of a symbol.</summary>
    ImmutableArray<byte[]> ResubscribeFrames(SymbolName symbol, PublicChannels channels, DateTimeOffset now);

    /// <summary>Reads a snapshot by REST.</summary>
    /// <exception cref="VenueException">It failed.</exception>
    Task<DepthUpdate> ReadSnapshotAsync(SymbolName symbol, CancellationToken cancel);
}
