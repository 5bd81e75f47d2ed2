using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.VenueServer.Serving;
using static Arbitrage.VenueServer.Serving.WireText;

namespace Arbitrage.VenueServer.Mexc;

/// <summary>Shapes of MEXC spot over REST.</summary>
internal static class MexcJson
{
    public static JsonObject ExchangeInfo(IEnumerable<Instrument> instruments, DateTimeOffset now) => new()
    {
        ["timezone"] = "CST",
        ["serverTime"] = Milliseconds(now),
        ["rateLimits"] = new JsonArray(),
        ["exchangeFilters"] = new JsonArray(),
        ["symbols"] = new JsonArray([.. instruments.Select(Symbol)]),
    };

    public static JsonObject Depth(VenueBook book, int limit) => new()
    {
        ["lastUpdateId"] = book.Sequence,
        ["bids"] = Levels(book.Bids.Take(limit)),
        ["asks"] = Levels(book.Asks.Take(limit)),
        ["timestamp"] = Milliseconds(book.At),
    };

    public static JsonObject BookTicker(Instrument i, VenueBook book)
    {
        var (bid, ask) = (book.Bids.FirstOrDefault(), book.Asks.FirstOrDefault());
        return new()
        {
            ["symbol"] = i.VenueSymbol,
            ["bidPrice"] = Text(bid.Price.Value),
            ["bidQty"] = Text(bid.Quantity.Value),
            ["askPrice"] = Text(ask.Price.Value),
            ["askQty"] = Text(ask.Quantity.Value),
        };
    }

    /// <summary>A transfer between this account and the one of futures.</summary>
    public static JsonObject Transfer(VenueRow r)
    {
        var (from, to) = r.Change < 0m ? ("SPOT", "FUTURES") : ("FUTURES", "SPOT");
        return new()
        {
            ["tranId"] = Text(r.Number),
            ["clientTranId"] = "",
            ["asset"] = r.Asset.Text,
            ["amount"] = Text(Math.Abs(r.Change)),
            ["fromAccountType"] = from,
            ["toAccountType"] = to,
            ["fromSymbol"] = "",
            ["toSymbol"] = "",
            ["status"] = "SUCCESS",
            ["timestamp"] = Milliseconds(r.At),
        };
    }

    /// <summary>No status and no fills: the outcome comes from the stream or a query (sheet, section 4).</summary>
    public static JsonObject Placed(VenueOrder o, Instrument i) => new()
    {
        ["symbol"] = i.VenueSymbol,
        ["orderId"] = o.Id,
        ["orderListId"] = -1,
        ["price"] = Text(o.Request.Limit.Value),
        ["origQty"] = Text(o.Request.Quantity.Value),
        ["type"] = TypeOf(o.Request.Kind),
        ["side"] = SideOf(o.Request.Side),
        ["transactTime"] = Milliseconds(o.CreatedAt),
    };

    public static JsonObject Order(VenueOrder o, Instrument i) => new()
    {
        ["symbol"] = i.VenueSymbol,
        ["orderId"] = o.Id,
        ["orderListId"] = -1,
        ["clientOrderId"] = o.ClientId,
        ["price"] = Text(o.Request.Limit.Value),
        ["origQty"] = Text(o.Request.Quantity.IsZero ? o.Filled.Value : o.Request.Quantity.Value),
        ["executedQty"] = Text(o.Filled.Value),
        ["cummulativeQuoteQty"] = Text(o.Notional.Value),
        ["status"] = StatusOf(o),
        ["timeInForce"] = o.Request.Kind switch
        {
            OrderKind.GoodTillCancelled => "GTC",
            OrderKind.ImmediateOrCancel => "IOC",
            OrderKind.FillOrKill => "FOK",
            _ => null,
        },
        ["type"] = TypeOf(o.Request.Kind),
        ["side"] = SideOf(o.Request.Side),
        ["stopPrice"] = null,
        ["icebergQty"] = null,
        ["time"] = Milliseconds(o.CreatedAt),
        ["updateTime"] = Milliseconds(o.UpdatedAt),
        ["isWorking"] = true,
        ["origQuoteOrderQty"] = Text(o.Request.Budget.Value),
    };

    public static JsonObject Cancelled(VenueOrder o, Instrument i, string? cancelId) => new()
    {
        ["symbol"] = i.VenueSymbol,
        ["origClientOrderId"] = o.ClientId,
        ["orderId"] = o.Id,
        ["clientOrderId"] = cancelId ?? o.ClientId,
        ["price"] = Text(o.Request.Limit.Value),
        ["origQty"] = Text(o.Request.Quantity.Value),
        ["executedQty"] = Text(o.Filled.Value),
        ["cummulativeQuoteQty"] = Text(o.Notional.Value),
        ["status"] = "CANCELED",
        ["timeInForce"] = "GTC",
        ["type"] = TypeOf(o.Request.Kind),
        ["side"] = SideOf(o.Request.Side),
    };

    public static JsonObject Trade(VenueTrade t, Instrument i) => new()
    {
        ["symbol"] = i.VenueSymbol,
        ["id"] = t.Id,
        ["orderId"] = t.OrderId,
        ["orderListId"] = -1,
        ["price"] = Text(t.Price.Value),
        ["qty"] = Text(t.Quantity.Value),
        ["quoteQty"] = Text(t.Price.Value * t.Quantity.Value),
        ["commission"] = Text(t.Fee),
        ["commissionAsset"] = t.FeeAsset.Text,
        ["time"] = Milliseconds(t.At),
        ["isBuyer"] = t.Side == Side.Buy,
        ["isMaker"] = t.Maker,
        ["isBestMatch"] = true,
        ["isSelfTrade"] = false,
        ["clientOrderId"] = t.ClientId,
    };

    public static JsonObject Account(IEnumerable<VenueBalance> balances) => new()
    {
        ["canTrade"] = true,
        ["canWithdraw"] = true,
        ["canDeposit"] = true,
        ["updateTime"] = null,
        ["accountType"] = "SPOT",
        // Zero balances are absent.
        ["balances"] = new JsonArray([.. balances.Where(b => b.Total != 0m || b.Locked != 0m).Select(b => new JsonObject
        {
            ["asset"] = b.Asset.Text,
            ["free"] = Text(b.Free),
            ["locked"] = Text(b.Locked),
        })]),
        ["permissions"] = new JsonArray("SPOT"),
    };

    /// <summary>A fill as everybody sees it; the id is null, as the venue's is.</summary>
    public static JsonObject PublicTrade(VenueTrade t) => new()
    {
        ["id"] = null,
        ["price"] = Text(t.Price.Value),
        ["qty"] = Text(t.Quantity.Value),
        ["quoteQty"] = Text(t.Price.Value * t.Quantity.Value),
        ["time"] = Milliseconds(t.At),
        ["isBuyerMaker"] = !TakerBuys(t),
        ["isBestMatch"] = true,
        ["tradeType"] = TakerBuys(t) ? "BID" : "ASK",
    };

    public static JsonObject AggregateTrade(VenueTrade t) => new()
    {
        ["a"] = null,
        ["f"] = null,
        ["l"] = null,
        ["p"] = Text(t.Price.Value),
        ["q"] = Text(t.Quantity.Value),
        ["T"] = Milliseconds(t.At),
        ["m"] = !TakerBuys(t),
        ["M"] = true,
    };

    public static bool TakerBuys(VenueTrade t) => (t.Side == Side.Buy) != t.Maker;

    /// <summary>Trades of others are not part of the model, so that there is no day to look back on.</summary>
    public static JsonObject DayTicker(Instrument i, VenueModel model, DateTimeOffset now)
    {
        var (json, mark) = (BookTicker(i, model.Book(i.Symbol)), Text(model.Mark(i.Symbol).Value));
        (json["priceChange"], json["priceChangePercent"]) = ("0", "0");
        foreach (var name in new[] { "prevClosePrice", "lastPrice", "openPrice", "highPrice", "lowPrice" })
            json[name] = mark;
        (json["volume"], json["quoteVolume"]) = ("0", "0");
        (json["openTime"], json["closeTime"]) = (Milliseconds(now.AddDays(-1)), Milliseconds(now));
        json["count"] = null;
        return json;
    }

    public static JsonObject Coin(string coin, CoinStatus status) => new()
    {
        ["coin"] = coin,
        ["Name"] = coin,
        ["networkList"] = new JsonArray(new JsonObject
        {
            ["coin"] = coin,
            ["depositDesc"] = null,
            ["depositEnable"] = status.Deposits,
            ["minConfirm"] = 12,
            ["Name"] = coin + "-ERC20",
            ["network"] = "ERC20",
            ["withdrawEnable"] = status.Withdrawals,
            ["withdrawFee"] = "0.5",
            ["withdrawIntegerMultiple"] = null,
            ["withdrawMax"] = "10000",
            ["withdrawMin"] = "1",
            ["sameAddress"] = false,
            ["contract"] = "",
            ["withdrawTips"] = null,
            ["depositTips"] = null,
            ["netWork"] = "ETH",
        }),
    };

    public static string StatusOf(VenueOrder o) => o switch
    {
        { IsOpen: true, Filled.IsZero: true } => "NEW",
        { IsOpen: true } => "PARTIALLY_FILLED",
        { End: OrderEnd.Filled } => "FILLED",
        { Filled.IsZero: true } => "CANCELED",
        _ => "PARTIALLY_CANCELED",
    };

    public static string TypeOf(OrderKind kind) => kind switch
    {
        OrderKind.GoodTillCancelled => "LIMIT",
        OrderKind.PostOnly => "LIMIT_MAKER",
        OrderKind.ImmediateOrCancel => "IMMEDIATE_OR_CANCEL",
        OrderKind.FillOrKill => "FILL_OR_KILL",
        OrderKind.Market => "MARKET",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not an order kind."),
    };

    public static string SideOf(Side side) => side == Side.Buy ? "BUY" : "SELL";

    private static JsonArray Levels(IEnumerable<BookLevel> levels) =>
        [.. levels.Select(l => new JsonArray(Text(l.Price.Value), Text(l.Quantity.Value)))];

    // In spite of their names baseSizePrecision is the smallest size and quoteAmountPrecision the smallest value.
    private static JsonObject Symbol(Instrument i) => new()
    {
        ["symbol"] = i.VenueSymbol,
        ["status"] = "1",
        ["baseAsset"] = i.Symbol.Base.Text,
        ["baseAssetPrecision"] = Decimals(i.Lot.Value),
        ["quoteAsset"] = i.Symbol.Quote.Text,
        ["quotePrecision"] = Decimals(i.Tick.Value),
        ["quoteAssetPrecision"] = Decimals(i.Tick.Value),
        ["baseCommissionPrecision"] = Decimals(i.Lot.Value),
        ["quoteCommissionPrecision"] = Decimals(i.Tick.Value),
        ["orderTypes"] = new JsonArray("LIMIT", "MARKET", "LIMIT_MAKER", "IMMEDIATE_OR_CANCEL", "FILL_OR_KILL"),
        ["isSpotTradingAllowed"] = i.Tradable,
        ["isMarginTradingAllowed"] = false,
        ["quoteAmountPrecision"] = Text(i.MinNotional.Value),
        ["baseSizePrecision"] = Text(i.MinQuantity.Value),
        ["permissions"] = new JsonArray("SPOT"),
        ["filters"] = Filters(i),
        ["maxQuoteAmount"] = "4000000",
        ["makerCommission"] = Text(i.MakerFee.Value),
        ["takerCommission"] = Text(i.TakerFee.Value),
        ["quoteAmountPrecisionMarket"] = Text(i.MinNotional.Value),
        ["maxQuoteAmountMarket"] = "100000",
        ["fullName"] = i.Symbol.Base.Text,
        ["tradeSideType"] = 1,
    };

    private static JsonArray Filters(Instrument i) => i.MaxPriceDeviation.Value == 0m
        ? []
        : [new JsonObject
        {
            ["filterType"] = "PERCENT_PRICE_BY_SIDE",
            ["bidMultiplierUp"] = Text(1m + i.MaxPriceDeviation.Value),
            ["askMultiplierDown"] = Text(1m - i.MaxPriceDeviation.Value),
        }];
}
