using Arbitrage.Domain.Markets;

namespace Arbitrage.Venues.Gate;

/// <summary>What differs between Gate's spot and perpetual market data.</summary>
/// <param name="Venue">Which.</param>
/// <param name="Channels">Prefix of channel names.</param>
/// <param name="BookPath">REST path of books up to the symbol.</param>
/// <param name="TakesLevels">The book subscription names the number of levels.</param>
internal sealed record GateMarket(Venue Venue, string Channels, string BookPath, bool TakesLevels)
{
    /// <summary>Gate spot.</summary>
    public static GateMarket Spot { get; } = new(Venue.GateSpot, "spot", "/spot/order_book?currency_pair=", TakesLevels: false);

    /// <summary>Gate USDT perpetuals.</summary>
    public static GateMarket Futures { get; } = new(Venue.GateFutures, "futures", "/futures/usdt/order_book?contract=", TakesLevels: true);

    /// <summary>Best-quote channel.</summary>
    public string BestQuoteChannel => Channels + ".book_ticker";

    /// <summary>Book channel that is joined with a REST snapshot.</summary>
    public string BookChannel => Channels + ".order_book_update";

    /// <summary>Book channel whose first push is the whole book.</summary>
    public string WholeBookChannel => Channels + ".obu";

    /// <summary>Public trades.</summary>
    public string TradeChannel => Channels + ".trades";

    /// <summary>Tickers; mark, index and funding on perpetuals.</summary>
    public string TickerChannel => Channels + ".tickers";
}
