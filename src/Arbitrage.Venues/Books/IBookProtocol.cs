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

    /// <summary>A change of a book; it is in the <see cref="DepthUpdate"/>.</summary>
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
}

/// <summary>One message, decoded.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Symbol">Index of the symbol among those of the connection; -1 when not one of them.</param>
/// <param name="Id">Update id of a best quote.</param>
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

    /// <summary>Frames that subscribe to books and best quotes.</summary>
    ImmutableArray<byte[]> SubscribeFrames(DateTimeOffset now);

    /// <summary>Writes the ping.</summary>
    void WritePing(IBufferWriter<byte> into, DateTimeOffset now);

    /// <summary>Decodes a message without allocating for changes, best quotes and pongs.</summary>
    BookMessage Read(ReadOnlySpan<byte> message, bool isText, DepthUpdate into);

    /// <summary>Reads a snapshot by REST.</summary>
    /// <exception cref="VenueException">It failed.</exception>
    Task<DepthUpdate> ReadSnapshotAsync(SymbolName symbol, CancellationToken cancel);
}
