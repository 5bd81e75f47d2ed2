using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Recordings;

/// <summary>What a record of a recording says. Numbers are stored.</summary>
public enum MarketRecordKind : byte
{
    /// <summary>Nothing was read into it yet.</summary>
    None = 0,

    /// <summary>Best bid and ask: one level a side; its quantity is zero where none was recorded.</summary>
    BookTicker = 1,

    /// <summary>A whole book, which replaces what was known.</summary>
    Snapshot = 2,

    /// <summary>Changed levels; quantity zero takes a level away.</summary>
    Depth = 3,

    /// <summary>A public trade.</summary>
    Trade = 4,

    /// <summary>Something happened on our own account.</summary>
    Account = 5,

    /// <summary>
    /// The leg's stream is lost: what the venue shows from here on is not known until its next ticker, and its depth until its next snapshot. The venue
    /// was out of reach, or the recorder could not keep up.
    /// </summary>
    Down = 6,
}

/// <summary>
/// One record, read in place: the reader fills the same object again and again, so that reading a recording allocates nothing per record.
/// What a kind does not speak of holds no meaning.
/// </summary>
public sealed class MarketRecord
{
    private BookLevel[] _bids = new BookLevel[Book.Depth], _asks = new BookLevel[Book.Depth];

    /// <summary>What it says.</summary>
    public MarketRecordKind Kind { get; private set; }

    /// <summary>Where.</summary>
    public Venue Venue { get; private set; }

    /// <summary>What; default for an account fact that belongs to no symbol.</summary>
    public Symbol Symbol { get; private set; }

    /// <summary>When the recorder received it. Never falls within a recording.</summary>
    public DateTimeOffset ReceivedAt { get; private set; }

    /// <summary>Venue's own time of it; null where it was not recorded.</summary>
    public DateTimeOffset? AtVenue { get; private set; }

    /// <summary>Venue's first update id that the record covers; 0 where there is none.</summary>
    public long FirstUpdate { get; private set; }

    /// <summary>Venue's last update id that the record covers; 0 where there is none.</summary>
    public long LastUpdate { get; private set; }

    /// <summary>Bids; best first in tickers and snapshots, in any order in depth.</summary>
    public ReadOnlySpan<BookLevel> Bids => _bids.AsSpan(0, BidCount);

    /// <summary>Asks; best first in tickers and snapshots, in any order in depth.</summary>
    public ReadOnlySpan<BookLevel> Asks => _asks.AsSpan(0, AskCount);

    /// <summary>Price of the trade.</summary>
    public Price Price { get; private set; }

    /// <summary>Base units of the trade.</summary>
    public Quantity Quantity { get; private set; }

    /// <summary>Taker's side of the trade.</summary>
    public Side Taker { get; private set; }

    /// <summary>Venue's id of the trade.</summary>
    public long TradeId { get; private set; }

    /// <summary>The fact of an account record.</summary>
    public AccountFact? Fact { get; private set; }

    private int BidCount { get; set; }

    private int AskCount { get; set; }

    /// <summary>Begins a record of books: levels are added to it then.</summary>
    public void Begin(
        MarketRecordKind kind, Venue venue, Symbol symbol, DateTimeOffset receivedAt, DateTimeOffset? atVenue, long firstUpdate, long lastUpdate)
    {
        (Kind, Venue, Symbol, ReceivedAt, AtVenue, FirstUpdate, LastUpdate) = (kind, venue, symbol, receivedAt, atVenue, firstUpdate, lastUpdate);
        (BidCount, AskCount, Fact) = (0, 0, null);
    }

    /// <summary>Adds a level; Buy is a bid.</summary>
    public void Add(Side side, BookLevel level)
    {
        if (side == Side.Buy)
        {
            if (BidCount == _bids.Length)
                Array.Resize(ref _bids, _bids.Length * 2);
            _bids[BidCount++] = level;
            return;
        }

        if (AskCount == _asks.Length)
            Array.Resize(ref _asks, _asks.Length * 2);
        _asks[AskCount++] = level;
    }

    /// <summary>Makes it a public trade.</summary>
    public void SetTrade(
        Venue venue, Symbol symbol, DateTimeOffset receivedAt, DateTimeOffset? atVenue, long tradeId, Side taker, Price price, Quantity quantity)
    {
        Begin(MarketRecordKind.Trade, venue, symbol, receivedAt, atVenue, 0, 0);
        (TradeId, Taker, Price, Quantity) = (tradeId, taker, price, quantity);
    }

    /// <summary>Makes it a fact of our account.</summary>
    public void SetFact(Venue venue, DateTimeOffset receivedAt, AccountFact fact)
    {
        Begin(MarketRecordKind.Account, venue, fact.Symbol ?? default, receivedAt, fact.AtVenue, 0, 0);
        Fact = fact;
    }
}
